// ThumbHash (https://evanw.github.io/thumbhash/): about 25 bytes that become a blurred picture of at most 32 pixels.

/** Bytes larger than any thumbhash are refused. */
const MAX_BYTES = 64;

export interface Pixels {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The pixels of a base64 thumbhash, or null when it is none. */
export function decodeThumbhash(base64: string): Pixels | null {
  let hash: number[];
  try {
    hash = [...atob(base64)].map((c) => c.charCodeAt(0));
  } catch {
    return null;
  }
  if (hash.length < 5 || hash.length > MAX_BYTES) return null;
  const byte = (i: number) => hash[i] ?? 0;

  const header24 = byte(0) | (byte(1) << 8) | (byte(2) << 16);
  const header16 = byte(3) | (byte(4) << 8);
  const lDc = (header24 & 63) / 63;
  const pDc = ((header24 >> 6) & 63) / 31.5 - 1;
  const qDc = ((header24 >> 12) & 63) / 31.5 - 1;
  const lScale = ((header24 >> 18) & 31) / 31;
  const hasAlpha = header24 >> 23 !== 0;
  const pScale = ((header16 >> 3) & 63) / 63;
  const qScale = ((header16 >> 9) & 63) / 63;
  const landscape = header16 >> 15 !== 0;
  const lx = Math.max(3, landscape ? (hasAlpha ? 5 : 7) : header16 & 7);
  const ly = Math.max(3, landscape ? header16 & 7 : hasAlpha ? 5 : 7);
  const aDc = hasAlpha ? (byte(5) & 15) / 15 : 1;
  const aScale = (byte(5) >> 4) / 15;

  // The factors follow as half bytes, brightness first.
  let at = (hasAlpha ? 6 : 5) * 2;
  const channel = (nx: number, ny: number, scale: number): number[] => {
    const factors: number[] = [];
    for (let cy = 0; cy < ny; cy++) {
      for (let cx = cy ? 0 : 1; cx * ny < nx * (ny - cy); cx++) {
        const half = (byte(at >> 1) >> ((at & 1) << 2)) & 15;
        factors.push((half / 7.5 - 1) * scale);
        at++;
      }
    }
    return factors;
  };
  const lAc = channel(lx, ly, lScale);
  const pAc = channel(3, 3, pScale * 1.25);
  const qAc = channel(3, 3, qScale * 1.25);
  const aAc = hasAlpha ? channel(5, 5, aScale) : [];

  const ratio = lx / ly;
  const width = Math.round(ratio > 1 ? 32 : 32 * ratio);
  const height = Math.round(ratio > 1 ? 32 / ratio : 32);
  const rgba = new Uint8ClampedArray(width * height * 4);

  const sum = (factors: number[], nx: number, ny: number, fx: number[], fy: number[]): number => {
    let total = 0;
    let j = 0;
    for (let cy = 0; cy < ny; cy++) {
      for (let cx = cy ? 0 : 1; cx * ny < nx * (ny - cy); cx++, j++) {
        total += (factors[j] ?? 0) * (fx[cx] ?? 0) * (fy[cy] ?? 0) * 2;
      }
    }
    return total;
  };

  let i = 0;
  for (let y = 0; y < height; y++) {
    const fy = Array.from({ length: Math.max(ly, 5) }, (_, cy) => Math.cos((Math.PI / height) * (y + 0.5) * cy));
    for (let x = 0; x < width; x++, i += 4) {
      const fx = Array.from({ length: Math.max(lx, 5) }, (_, cx) => Math.cos((Math.PI / width) * (x + 0.5) * cx));
      const l = lDc + sum(lAc, lx, ly, fx, fy);
      const p = pDc + sum(pAc, 3, 3, fx, fy);
      const q = qDc + sum(qAc, 3, 3, fx, fy);
      const a = aDc + (hasAlpha ? sum(aAc, 5, 5, fx, fy) : 0);
      const b = l - (2 / 3) * p;
      const r = (3 * l - b + q) / 2;
      rgba[i] = r * 255;
      rgba[i + 1] = (r - q) * 255;
      rgba[i + 2] = b * 255;
      rgba[i + 3] = a * 255;
    }
  }
  return { width, height, rgba };
}
