/**
 * Messages of the D-Bus protocol, as far as the bus itself is concerned: calls with strings and numbers to it, its answers and signals.
 * Source: the D-Bus specification, Message Protocol and Type System.
 */

/** Strings (`s`) and unsigned 32-bit numbers (`u`). */
export type Value = string | number;

export interface BusMessage {
  readonly type: "return" | "error" | "signal" | "other";
  /** Serial of the call that it answers. */
  readonly replyTo: number | undefined;
  /** What the bus vouches for. */
  readonly sender: string | undefined;
  readonly member: string | undefined;
  readonly errorName: string | undefined;
  /** The body, if it has but strings and numbers; else empty. */
  readonly values: readonly Value[];
}

const BUS = "org.freedesktop.DBus";
const BUS_PATH = "/org/freedesktop/DBus";
const METHOD_CALL = 1;
const TYPES: readonly BusMessage["type"][] = ["other", "other", "return", "error", "signal"];
const FIELD = { path: 1, interface: 2, member: 3, errorName: 4, replySerial: 5, destination: 6, sender: 7, signature: 8 } as const;

/** A call of one of the bus's own methods. */
export function encodeCall(serial: number, member: string, values: readonly Value[]): Buffer {
  const signature = values.map((value) => (typeof value === "string" ? "s" : "u")).join("");
  const body = new Writer();
  for (const value of values) body.value(value);
  const head = new Writer();
  head.bytes([0x6c, METHOD_CALL, 0, 1]).number(body.length).number(serial);
  const fields = new Writer();
  fields.field(FIELD.path, "o", BUS_PATH).field(FIELD.interface, "s", BUS).field(FIELD.member, "s", member);
  fields.field(FIELD.destination, "s", BUS);
  if (signature !== "") fields.field(FIELD.signature, "g", signature);
  head.number(fields.length);
  return Buffer.concat([head.done(), fields.align(8).done(), body.done()]);
}

/** Little-endian; positions count from where it begins, which must be a multiple of 8 in the message. */
class Writer {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  done(): Buffer {
    return Buffer.from(this.#bytes);
  }

  align(to: number): this {
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
    return this;
  }

  bytes(bytes: Iterable<number>): this {
    this.#bytes.push(...bytes);
    return this;
  }

  number(value: number): this {
    return this.align(4).bytes([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
  }

  value(value: Value): this {
    if (typeof value === "number") return this.number(value);
    const text = Buffer.from(value);
    return this.number(text.length).bytes(text).bytes([0]);
  }

  field(code: number, type: "o" | "s" | "g", value: string): this {
    this.align(8).bytes([code, 1, type.charCodeAt(0), 0]);
    return type === "g" ? this.bytes([value.length, ...Buffer.from(value), 0]) : this.value(value);
  }
}

/** Bytes of the part of a message that says how long the rest is. */
const START = 16;
/** Nothing that the bus itself sends is longer; what others may send us is passed over without being kept. */
const LONGEST = 64 * 1024;

/** Takes the bytes of a connection as they come and tells of each message. Throws on what is no message. */
export function createMessageReader(onMessage: (message: BusMessage) => void): (bytes: Buffer) => void {
  let kept: Buffer = Buffer.alloc(0);
  let passOver = 0;
  return (bytes) => {
    const skipped = Math.min(passOver, bytes.length);
    passOver -= skipped;
    kept = kept.length === 0 ? bytes.subarray(skipped) : Buffer.concat([kept, bytes.subarray(skipped)]);
    while (kept.length >= START) {
      const length = messageLength(kept);
      if (length > LONGEST) {
        passOver = Math.max(0, length - kept.length);
        kept = kept.subarray(Math.min(length, kept.length));
        continue;
      }
      if (kept.length < length) return;
      const message = kept.subarray(0, length);
      kept = kept.subarray(length);
      onMessage(decode(message));
    }
  };
}

const isLittle = (bytes: Buffer): boolean => bytes[0] === 0x6c;
const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

function messageLength(bytes: Buffer): number {
  if (!isLittle(bytes) && bytes[0] !== 0x42) throw new Error("not the D-Bus protocol");
  const [body, fields] = isLittle(bytes)
    ? [bytes.readUInt32LE(4), bytes.readUInt32LE(12)]
    : [bytes.readUInt32BE(4), bytes.readUInt32BE(12)];
  return aligned(START + fields, 8) + body;
}

function decode(bytes: Buffer): BusMessage {
  const reader = new Reader(bytes, START);
  const end = START + new Reader(bytes, 12).number();
  const fields = new Map<number, Value>();
  while (reader.at < end) {
    reader.align(8);
    const code = reader.byte();
    const [value] = reader.values(reader.signature());
    if (value === undefined) break;
    fields.set(code, value);
  }
  const text = (code: number): string | undefined => {
    const value = fields.get(code);
    return typeof value === "string" ? value : undefined;
  };
  const replyTo = fields.get(FIELD.replySerial);
  return {
    type: TYPES[bytes[1] ?? 0] ?? "other",
    replyTo: typeof replyTo === "number" ? replyTo : undefined,
    sender: text(FIELD.sender),
    member: text(FIELD.member),
    errorName: text(FIELD.errorName),
    values: new Reader(bytes, aligned(end, 8)).values(text(FIELD.signature) ?? ""),
  };
}

class Reader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  align(to: number): void {
    this.at = aligned(this.at, to);
  }

  byte(): number {
    return this.#bytes.readUInt8(this.at++);
  }

  number(): number {
    this.align(4);
    this.at += 4;
    return isLittle(this.#bytes) ? this.#bytes.readUInt32LE(this.at - 4) : this.#bytes.readUInt32BE(this.at - 4);
  }

  signature(): string {
    return this.#text(this.byte());
  }

  /** Nothing if there is a type among them that the bus does not use. */
  values(signature: string): readonly Value[] {
    if (!/^[sogu]*$/.test(signature)) return [];
    return [...signature].map((type) => (type === "u" ? this.number() : type === "g" ? this.signature() : this.#text(this.number())));
  }

  #text(length: number): string {
    const text = this.#bytes.toString("utf8", this.at, this.at + length);
    this.at += length + 1;
    return text;
  }
}
