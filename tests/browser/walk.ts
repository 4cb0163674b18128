// A walk over a page with the Tab key, and what must be true at each step.
import { type Page, expect } from "@playwright/test";

/** What one press of Tab came to. */
interface Step {
  /** Its place among the things of the page that take keys; -1 for the page itself. */
  index: number;
  name: string;
  wrong: string[];
}

/** Puts a guide into the page: it knows how each thing looks unfocused, and judges what has the focus. */
function guide(): void {
  const focusable = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex]:not([tabindex="-1"])';
  const look = (element: Element): string => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
    return [outlineStyle === "none" ? "" : outlineStyle + outlineWidth + outlineColor, boxShadow, borderColor, backgroundColor].join("|");
  };
  const things = [...document.querySelectorAll<HTMLElement>(focusable)].filter((thing) => thing.checkVisibility({ visibilityProperty: true }) && thing.tabIndex >= 0 && !(thing as HTMLButtonElement).disabled);
  const looks = things.map(look);
  const sticks = (element: Element | null): boolean => element !== null && (["sticky", "fixed"].includes(getComputedStyle(element).position) || sticks(element.parentElement));
  const place = (element: Element): DOMRect => {
    // Where its first line stands.
    const { x, y, width, height } = element.getClientRects()[0];
    return new DOMRect(x + scrollX, y + scrollY, width, height);
  };
  // One of several radio buttons takes the key for all.
  const key = (thing: HTMLElement): string => (thing instanceof HTMLInputElement && thing.type === "radio" ? `radio ${thing.name}` : String(things.indexOf(thing)));
  const named = (thing: Element): string => `${thing.tagName.toLowerCase()}${thing.id && `#${thing.id}`} "${(thing.getAttribute("aria-label") ?? thing.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;

  /** Sides on which the outline is not cut off by a box that scrolls or hides. */
  const sidesSeen = (element: Element): number => {
    const style = getComputedStyle(element);
    const around = parseFloat(style.outlineOffset) + 1;
    const box = element.getBoundingClientRect();
    const sides = [true, true, true, true];
    for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
      if (getComputedStyle(parent).overflowX === "visible" && getComputedStyle(parent).overflowY === "visible") continue;
      const edge = parent.getBoundingClientRect();
      [box.top - around >= edge.top, box.right + around <= edge.right, box.bottom + around <= edge.bottom, box.left - around >= edge.left].forEach((seen, side) => {
        sides[side] &&= seen;
      });
    }
    return sides.filter(Boolean).length;
  };
  const isCovered = (element: Element): boolean => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.2], [0.5, 0.8]];
    return !spots.some(([x, y]) => {
      const on = document.elementFromPoint(left + width * x, top + height * y);
      return on !== null && (element.contains(on) || on.contains(element) || [...((element as HTMLInputElement).labels ?? [])].some((label) => label.contains(on)));
    });
  };
  let before: HTMLElement | undefined;
  /** Whether somebody who reads comes from one to the other by going on along the line, or down. */
  const goesOn = (from: DOMRect, to: DOMRect): boolean => {
    const isRtl = document.documentElement.dir === "rtl";
    const isFurther = isRtl ? to.right <= from.right + 1 : to.left >= from.left - 1;
    const share = Math.min(from.bottom, to.bottom) - Math.max(from.top, to.top);
    if (share > Math.min(from.height, to.height) / 2) return isFurther;
    if (to.top >= from.top) return true;
    return isRtl ? to.right <= from.left + 1 : to.left >= from.right - 1;
  };

  const judge = (): { index: number; name: string; wrong: string[] } => {
    const here = document.activeElement as HTMLElement | null;
    if (!here || here === document.body) return { index: -1, name: "page", wrong: [] };
    const index = things.indexOf(here);
    const wrong: string[] = [];
    if (index >= 0) {
      const outline = getComputedStyle(here);
      if (look(here) === looks[index]) wrong.push("looks as without focus");
      if (outline.outlineStyle !== "none" && sidesSeen(here) < 2) wrong.push("the outline is cut off");
      if (isCovered(here)) wrong.push("something lies over it");
      const main = document.querySelector("main");
      // The tick of a card stands at the end of the line it is of, near the thumb.
      const isTick = before?.closest(".tick")?.parentElement === here.closest("tr");
      if (before && before !== here && !isTick && main?.contains(before) && main.contains(here) && !sticks(before) && !sticks(here) && !goesOn(place(before), place(here))) {
        wrong.push(`comes after ${named(before)}, which stands further on`);
      }
    }
    before = here;
    return { index, name: named(here), wrong };
  };
  Object.assign(window, { walk: { judge, named: (index: number) => named(things[index]), keys: things.map(key) } });
}

interface Guide {
  walk: { judge(): Step; named(index: number): string; keys: string[] };
}

/** Presses Tab from the top of the page to its end: everything is reached, once, in order, and seen. */
export async function walkByTab(page: Page): Promise<void> {
  await page.evaluate(() => {
    // Tab goes on from what had the focus last: the page itself.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  });
  await page.evaluate(guide);
  const keys = await page.evaluate(() => (window as unknown as Guide).walk.keys);
  const reached = new Set<string>();
  const wrong: string[] = [];
  let [last, times] = [-2, 0];
  for (let press = 0; press < keys.length * 2 + 20; press++) {
    await page.keyboard.press("Tab");
    const { index, name, wrong: found } = await page.evaluate(() => (window as unknown as Guide).walk.judge());
    wrong.push(...found.map((what) => `${name}: ${what}`));
    // The parts of a date are walked through one by one.
    times = index === last ? times + 1 : 1;
    if (times > 6) {
      wrong.push(`${name}: Tab stays in it`);
      break;
    }
    if (index === -1 || (index !== last && index >= 0 && reached.has(keys[index]))) break;
    if (index >= 0) reached.add(keys[index]);
    last = index;
  }
  const missed = keys.flatMap((key, index) => (reached.has(key) ? [] : [index]));
  for (const index of missed) wrong.push(`${await page.evaluate((at) => (window as unknown as Guide).walk.named(at), index)}: Tab does not come to it`);
  expect.soft(wrong, page.url()).toEqual([]);
}
