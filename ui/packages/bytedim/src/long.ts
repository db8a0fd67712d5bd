// Numbers of 64 bits: a JavaScript number holds 53. The part of the SDK's Long that applications use.

export class Long {
  readonly #value: bigint;

  private constructor(value: bigint) {
    this.#value = BigInt.asIntN(64, value);
  }

  static readonly ZERO = new Long(0n);

  static fromString(text: string): Long {
    return new Long(BigInt(text));
  }

  static fromNumber(number: number): Long {
    return new Long(BigInt(Math.trunc(number)));
  }

  static fromValue(value: LongLike): Long {
    if (value instanceof Long) return value;
    return typeof value === 'number' ? Long.fromNumber(value) : new Long(BigInt(value));
  }

  toString(): string {
    return this.#value.toString();
  }

  toJSON(): string {
    return this.toString();
  }

  toNumber(): number {
    return Number(this.#value);
  }

  /** For `<` and `>`. */
  valueOf(): bigint {
    return this.#value;
  }

  add(other: LongLike): Long {
    return new Long(this.#value + Long.fromValue(other).#value);
  }

  sub(other: LongLike): Long {
    return new Long(this.#value - Long.fromValue(other).#value);
  }

  compare(other: LongLike): -1 | 0 | 1 {
    const difference = this.#value - Long.fromValue(other).#value;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  equals(other: LongLike): boolean {
    return this.compare(other) === 0;
  }

  eq(other: LongLike): boolean {
    return this.equals(other);
  }

  greaterThan(other: LongLike): boolean {
    return this.compare(other) > 0;
  }

  gt(other: LongLike): boolean {
    return this.greaterThan(other);
  }

  lessThan(other: LongLike): boolean {
    return this.compare(other) < 0;
  }

  lt(other: LongLike): boolean {
    return this.lessThan(other);
  }

  isZero(): boolean {
    return this.#value === 0n;
  }
}

export type LongLike = Long | bigint | number | string;
