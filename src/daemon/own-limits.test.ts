import { expect, it } from "vitest";
import { parseLimits } from "./own-limits.ts";

it("reads what the kernel shows", () => {
  const text = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max core file size        0                    unlimited            bytes     
Max msgqueue size         819200               819200               bytes     
Max nice priority         0                    0                    
Max realtime timeout      unlimited            unlimited            us        
Max something new         1                    2                    us        
`;
  expect(parseLimits(text)).toEqual({
    LimitCPU: { soft: Infinity, hard: Infinity },
    LimitCORE: { soft: 0, hard: Infinity },
    LimitMSGQUEUE: { soft: 819200, hard: 819200 },
    LimitNICE: { soft: 0, hard: 0 },
    LimitRTTIME: { soft: Infinity, hard: Infinity },
  });
});
