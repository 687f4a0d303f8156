/** The abbreviations of a time zone (`CET`), which JavaScript does not know: read from the system's zone files. Source: RFC 9636. */

/** The abbreviation at a moment, in seconds since 1970, when local time is `offset` seconds ahead of UTC. */
export type ZoneNames = (seconds: number, offset: number) => string | undefined;

const MAGIC = 0x545a6966;
const HEADER = 44;

/** Undefined if the bytes are no zone file. */
export function readZoneFile(bytes: Uint8Array): ZoneNames | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint32(0) !== MAGIC) return undefined;
    // A second part with times of eight bytes follows in all but the oldest files.
    const second = view.getUint8(4) >= 0x32 ? endOfPart(view, 0, 4) : undefined;
    return second === undefined ? readPart(view, 0, 4) : readPart(view, second, 8);
  } catch (error) {
    // Cut short.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Counts {
  readonly isUt: number;
  readonly isStd: number;
  readonly leap: number;
  readonly times: number;
  readonly types: number;
  readonly chars: number;
}

function readCounts(view: DataView, at: number): Counts {
  const count = (offset: number): number => view.getUint32(at + offset);
  return { isUt: count(20), isStd: count(24), leap: count(28), times: count(32), types: count(36), chars: count(40) };
}

function endOfPart(view: DataView, at: number, width: 4 | 8): number {
  const { isUt, isStd, leap, times, types, chars } = readCounts(view, at);
  return at + HEADER + times * (width + 1) + types * 6 + chars + leap * (width + 4) + isStd + isUt;
}

interface LocalType {
  readonly offset: number;
  readonly name: string;
}

function readPart(view: DataView, at: number, width: 4 | 8): ZoneNames {
  const { times, types, chars } = readCounts(view, at);
  const indexAt = at + HEADER + times * width;
  const typesAt = indexAt + times;
  const namesAt = typesAt + types * 6;
  const timeAt = (i: number): number => (width === 8 ? Number(view.getBigInt64(at + HEADER + i * 8)) : view.getInt32(at + HEADER + i * 4));
  const changes = range(times, timeAt);
  const kinds = range(types, (i): LocalType => {
    const entry = typesAt + i * 6;
    return { offset: view.getInt32(entry), name: readName(view, namesAt + view.getUint8(entry + 5), namesAt + chars) };
  });
  const order = range(times, (i) => kinds[view.getUint8(indexAt + i)]);
  return (seconds, offset) => {
    const last = changes.findLastIndex((change) => change <= seconds);
    const now = last < 0 ? kinds[0] : order[last];
    if (now?.offset === offset) return now.name;
    // After the last change of the file a rule goes on changing between the last two.
    return order.slice(-2).find((kind) => kind?.offset === offset)?.name;
  };
}

const range = <T>(length: number, make: (index: number) => T): readonly T[] => Array.from({ length }, (_, index) => make(index));

function readName(view: DataView, from: number, end: number): string {
  let name = "";
  for (let at = from; at < end && view.getUint8(at) !== 0; at++) name += String.fromCharCode(view.getUint8(at));
  return name;
}
