// Papers as a printer gets them: made into PDF by the browser, measured in millimetres, and every QR code read back by a
// reader that knows nothing of us (zbar, on pages drawn by poppler). Paper is the same from a phone, so the wide browser alone prints.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, expect, test } from "@playwright/test";
import { type Language, at, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";

/** Modules across the smallest QR symbol, and across it with its quiet zone. */
const [SYMBOL, SQUARE] = [21, 29];
/** What rounding to points or dots may put a size or a place off, in millimetres. */
const OFF = 0.4;

interface Code {
  text: string;
  page: number;
  /** Middle and side in millimetres. */
  x: number;
  y: number;
  side: number;
}

const codesOf = (shipment: number, packages: number): string[] => Array.from({ length: packages }, (_, n) => `/TR${shipment}.${n + 1}`);

/** A PDF of a paper, in a folder that goes when `use` is done. */
async function printed(page: Page, path: string, use: (file: string, folder: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cts-papers-"));
  try {
    await page.goto(at(path));
    await expect(page.locator(".bar h1")).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    const file = join(folder, "paper.pdf");
    writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: false }));
    use(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (program: string, args: string[]): string => execFileSync(program, args, { encoding: "utf8", maxBuffer: 256 << 20, stdio: ["ignore", "pipe", "ignore"] });

/** Width and height of every page in millimetres. */
function pageSizes(file: string): [number, number][] {
  const sizes = run("pdfinfo", ["-f", "1", "-l", "100000", file]).matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+) pts/gm);
  return [...sizes].map(([, width, height]) => [(Number(width) / 72) * 25.4, (Number(height) / 72) * 25.4]);
}

function expectPages(file: string, count: number, width: number, height: number): void {
  const sizes = pageSizes(file);
  expect(sizes.length).toBe(count);
  for (const [w, h] of sizes) {
    expect(Math.abs(w - width), `${w} mm wide`).toBeLessThan(OFF);
    expect(Math.abs(h - height), `${h} mm high`).toBeLessThan(OFF);
  }
}

interface Picture {
  width: number;
  height: number;
  /** One byte per dot, 0 black. */
  dots: Buffer;
}

/** A picture as poppler writes it (PGM). */
function picture(file: string): Picture {
  const bytes = readFileSync(file);
  const [head = "", width, height] = bytes.subarray(0, 40).toString("latin1").match(/^P5\s+(\d+)\s+(\d+)\s+255\s/) ?? [];
  return { width: Number(width), height: Number(height), dots: bytes.subarray(head.length) };
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Dark things on a picture that have at least `gap` white dots around them. */
function things({ width, height, dots }: Picture, gap: number): Box[] {
  const [columns, rows] = [Math.ceil(width / gap), Math.ceil(height / gap)];
  const cells: (Box | undefined)[] = new Array(columns * rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (dots[y * width + x] > 127) continue;
      const at = Math.floor(y / gap) * columns + Math.floor(x / gap);
      const box = (cells[at] ??= { left: x, top: y, right: x, bottom: y });
      [box.left, box.top, box.right, box.bottom] = [Math.min(box.left, x), Math.min(box.top, y), Math.max(box.right, x), Math.max(box.bottom, y)];
    }
  }
  const found: Box[] = [];
  for (let first = 0; first < cells.length; first++) {
    if (!cells[first]) continue;
    const whole = { ...cells[first] } as Box;
    const open = [first];
    while (open.length > 0) {
      const at = open.pop() as number;
      const box = cells[at];
      if (!box) continue;
      cells[at] = undefined;
      [whole.left, whole.top, whole.right, whole.bottom] = [Math.min(whole.left, box.left), Math.min(whole.top, box.top), Math.max(whole.right, box.right), Math.max(whole.bottom, box.bottom)];
      for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) {
        const column = (at % columns) + dx;
        if (column >= 0 && column < columns) open.push(at + dy * columns + dx);
      }
    }
    found.push(whole);
  }
  return found;
}

/** A piece of a picture as a file of its own. */
function cut({ width, dots }: Picture, { left, top, right, bottom }: Box, file: string): void {
  const lines = Array.from({ length: bottom - top + 1 }, (_, y) => dots.subarray((top + y) * width + left, (top + y) * width + right + 1));
  writeFileSync(file, Buffer.concat([Buffer.from(`P5\n${right - left + 1} ${bottom - top + 1}\n255\n`), ...lines]));
}

/**
 * Every QR symbol in squares of this side, read from the picture of its square alone, as a phone held before a label does. (zbar
 * takes corners of neighbours for one symbol when it sees many at once.)
 */
function read(file: string, folder: string, square: number, dpi: number): Code[] {
  run("pdftoppm", ["-r", `${dpi}`, "-gray", file, join(folder, "page")]);
  const mm = (dots: number): number => (dots / dpi) * 25.4;
  const module = ((square / SQUARE) * dpi) / 25.4;
  const pieces = new Map<string, Omit<Code, "text">>();
  const drawn = readdirSync(folder).filter((name) => name.endsWith(".pgm")).sort();
  drawn.forEach((name, page) => {
    const sheet = picture(join(folder, name));
    for (const { left, top, right, bottom } of things(sheet, Math.round(module * 1.6))) {
      const [wide, high] = [right - left + 1, bottom - top + 1];
      if (Math.abs(wide - SYMBOL * module) > module || Math.abs(high - SYMBOL * module) > module) continue;
      const quiet = Math.floor(module * 4);
      const piece = join(folder, `code-${pieces.size}.pgm`);
      cut(sheet, { left: left - quiet, top: top - quiet, right: right + quiet, bottom: bottom + quiet }, piece);
      pieces.set(piece, { page, x: mm(left + wide / 2), y: mm(top + high / 2), side: mm((wide + high) / 2) });
    }
  });
  const xml = run("zbarimg", ["--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", ...pieces.keys()]);
  const sources = xml.matchAll(/<source href='([^']*)'>([\s\S]*?)<\/source>/g);
  return [...sources].map(([, piece, symbols]) => {
    const [text, ...more] = [...symbols.matchAll(/<data><!\[CDATA\[(.*?)\]\]><\/data>/g)].map((data) => data[1]);
    expect(more, "one code in its square").toEqual([]);
    return { text, ...(pieces.get(piece) as Omit<Code, "text">) };
  });
}

const texts = (codes: Code[]): string[] => codes.map((code) => code.text).sort();

function expectSide(codes: Code[], square: number): void {
  for (const code of codes) expect(Math.abs(code.side - (square * SYMBOL) / SQUARE), `${code.text} is ${code.side} mm wide`).toBeLessThan(OFF);
}

const paper = (shipment: number, what: string, language: Language, more = ""): string => `/shipments/${shipment}/papers/?what=${what}&lang=${language}${more}`;

/** The printing font has all scripts, and it is in the file. */
function expectFonts(file: string): void {
  const fonts = run("pdffonts", [file]);
  for (const name of ["NotoSans-", "NotoSansArabic-"]) expect(fonts, fonts).toContain(name);
  expect(fonts).not.toMatch(/ no +(yes|no) +(yes|no) +\d/);
}

/** No word of a label is cut off by the edge of the page. */
function expectWords(file: string): void {
  const xml = run("pdftotext", ["-bbox", file, "-"]);
  const [, width, height] = xml.match(/<page width="([\d.]+)" height="([\d.]+)">/)?.map(Number) ?? [];
  const words = [...xml.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">/g)].map((word) => word.slice(1).map(Number));
  expect(words.length).toBeGreaterThan(10);
  for (const [left, top, right, bottom] of words) {
    expect(left > 0 && top > 0 && right < width && bottom < height, `a word at ${left}, ${top}, ${right}, ${bottom}`).toBe(true);
  }
}

/** Every size in one language; in the others some, as only words differ. */
const SIZES = { en: [2, 6, 8, 16], ar: [2, 16], tr: [6] } as const;

test.describe("in PDF", () => {
  test.setTimeout(300_000);

  test.beforeEach(async ({ page }) => {
    await signIn(page, "officer");
  });

  for (const language of ["en", "ar", "tr"] as const) {
    test(`barcodes are as large as they say and can be read, in ${language}`, async ({ page }) => {
      const shipment = aShipment(7);
      for (const size of SIZES[language]) {
        await printed(page, paper(shipment, "barcodes", language, `&size=${size}`), (file, folder) => {
          const codes = read(file, folder, size * 10, 300);
          expect(texts(codes)).toEqual(codesOf(shipment, 7));
          expectSide(codes, size * 10);
          expectPages(file, Math.max(...codes.map((code) => code.page)) + 1, 210, 297);
        });
      }
    });

    test(`labels on A4 stand in their cells, in ${language}`, async ({ page }) => {
      const shipment = aShipment(26);
      await printed(page, paper(shipment, "labels_a4", language, "&start=3"), (file, folder) => {
        expectPages(file, 2, 210, 297);
        const codes = read(file, folder, 28, 300);
        expect(texts(codes)).toEqual(codesOf(shipment, 26).sort());
        expectSide(codes, 28);
        for (const code of codes) {
          const cell = Number(code.text.split(".")[1]) - 1 + 2;
          const [sheet, row, column] = [Math.floor(cell / 24), Math.floor((cell % 24) / 3), cell % 3];
          const along = column * 70 + 4 + 14;
          expect(code.page, code.text).toBe(sheet);
          expect(Math.abs(code.x - (language === "ar" ? 210 - along : along)), `${code.text} at x ${code.x}`).toBeLessThan(OFF);
          expect(Math.abs(code.y - (0.5 + row * 37 + 18.5)), `${code.text} at y ${code.y}`).toBeLessThan(OFF);
        }
        expectFonts(file);
        expectWords(file);
      });
    });

    test(`labels of 100 by 150 mm have a page each, in ${language}`, async ({ page }) => {
      const shipment = aShipment(5);
      await printed(page, paper(shipment, "labels_roll", language), (file, folder) => {
        expectPages(file, 5, 100, 150);
        const codes = read(file, folder, 74, 300);
        expect(codes.map((code) => [code.page, code.text])).toEqual(codesOf(shipment, 5).map((text, n) => [n, text]));
        expectSide(codes, 74);
        for (const code of codes) expect(Math.abs(code.x - 50)).toBeLessThan(OFF);
        expectFonts(file);
        expectWords(file);
      });
    });

    test(`full manifests carry codes, one page per package, in ${language}`, async ({ page }) => {
      const shipment = aShipment(3);
      for (const size of SIZES[language]) {
        await printed(page, paper(shipment, "full", language, `&size=${size}`), (file, folder) => {
          expectPages(file, 3, 210, 297);
          const codes = read(file, folder, size * 10, 300);
          expect(codes.map((code) => code.text)).toEqual(codesOf(shipment, 3));
          expectSide(codes, size * 10);
          for (const code of codes) expect(Math.abs(code.x - 105), "in the middle").toBeLessThan(OFF);
        });
      }
    });
  }

  test("a thousand labels are one file, and every one can be read", async ({ page }) => {
    const shipment = aShipment(1_000);
    await printed(page, paper(shipment, "labels_a4", "en"), (file, folder) => {
      expectPages(file, 42, 210, 297);
      expect(texts(read(file, folder, 28, 200))).toEqual(codesOf(shipment, 1_000).sort());
    });
    await printed(page, paper(shipment, "labels_roll", "en"), (file, folder) => {
      expectPages(file, 1_000, 100, 150);
      expect(texts(read(file, folder, 74, 100))).toEqual(codesOf(shipment, 1_000).sort());
    });
  });

  test("other papers are A4, details on the long side", async ({ page }) => {
    const shipment = aShipment(2);
    for (const [what, pages, width, height] of [["summary", 2, 210, 297], ["details", 1, 297, 210], ["waybill", 1, 210, 297]] as const) {
      await printed(page, paper(shipment, what, "ar"), (file) => expectPages(file, pages, width, height));
    }
  });
});
