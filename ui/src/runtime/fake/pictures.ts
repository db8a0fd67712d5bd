// Pictures drawn from their id, so that the demonstration needs no files.

function seed(text: string): () => number {
  let h = 2166136261;
  for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
  return () => {
    h = Math.imul(h ^ (h >>> 15), 2246822507);
    h = Math.imul(h ^ (h >>> 13), 3266489909);
    h ^= h >>> 16;
    return (h >>> 0) / 4294967296;
  };
}

/** A small landscape as a data address. */
export function landscape(id: string, width: number, height: number): string {
  const random = seed(id);
  const hue = Math.floor(random() * 360);
  const sun = { x: width * (0.2 + random() * 0.6), y: height * (0.2 + random() * 0.2) };
  const hill = (base: number, light: number) => {
    const y = height * base;
    const a = height * (0.06 + random() * 0.14);
    return `<path d="M0 ${y} Q ${width * 0.25} ${y - a} ${width * 0.5} ${y} T ${width} ${y - a / 2} V ${height} H 0 Z" fill="hsl(${(hue + 140) % 360} 25% ${light}%)"/>`;
  };
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 55% 62%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 70% 84%)"/></linearGradient></defs>` +
    `<rect width="100%" height="100%" fill="url(#s)"/><circle cx="${sun.x}" cy="${sun.y}" r="${Math.min(width, height) * 0.08}" fill="#fff" fill-opacity=".85"/>` +
    hill(0.62, 55) +
    hill(0.75, 40) +
    hill(0.88, 28) +
    `</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
