// How pictures that were sent together fill one block without an empty cell: rows of equal width whose pictures are as
// wide as their shapes ask for.

/** A place in the block, as shares of its width and height. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface AlbumLayout {
  /** Width of the block divided by its height. */
  shape: number;
  boxes: Box[];
}

/** A strip or a tower is cut to a shape in which something can be seen. */
const NARROWEST = 0.66;
const WIDEST = 1.6;
/** A row alone is at least this flat and at most this high, so that no block becomes a tower. */
const FLATTEST = 4;
const HIGHEST = 1.1;

/** The large one of three stands at the left of the other two, over two thirds of the width. */
const THREE: AlbumLayout = {
  shape: 1.5,
  boxes: [
    { x: 0, y: 0, width: 2 / 3, height: 1 },
    { x: 2 / 3, y: 0, width: 1 / 3, height: 0.5 },
    { x: 2 / 3, y: 0.5, width: 1 / 3, height: 0.5 },
  ],
};

/** How many stand in each row: two or three, four at most, the fuller rows below. */
export function albumRows(count: number): number[] {
  if (count <= 2) return [count];
  if (count === 4) return [2, 2];
  if (count === 7) return [3, 4];
  const rows = Math.ceil(count / 3);
  const least = Math.floor(count / rows);
  const fuller = count - least * rows;
  return Array.from({ length: rows }, (_, row) => (row < rows - fuller ? least : least + 1));
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Places for pictures of these shapes (width divided by height), in order. */
export function albumLayout(shapes: readonly number[]): AlbumLayout {
  if (shapes.length === 3) return THREE;
  const rows: { widths: number[]; height: number }[] = [];
  let from = 0;
  for (const count of albumRows(shapes.length)) {
    const row = shapes.slice(from, from + count).map((shape) => clamp(shape, NARROWEST, WIDEST));
    from += count;
    const sum = row.reduce((all, shape) => all + shape, 0);
    rows.push({ widths: row.map((shape) => shape / sum), height: 1 / clamp(sum, HIGHEST, FLATTEST) });
  }
  const height = rows.reduce((all, row) => all + row.height, 0);
  const boxes: Box[] = [];
  let y = 0;
  for (const row of rows) {
    let x = 0;
    for (const width of row.widths) {
      boxes.push({ x, y: y / height, width, height: row.height / height });
      x += width;
    }
    y += row.height;
  }
  return { shape: 1 / height, boxes };
}
