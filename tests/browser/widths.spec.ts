// Lists are never wider than the window of a desk, whatever people write into them.
import { expect, test } from "@playwright/test";
import { at, signIn, speak } from "./kit.ts";
import { aShipment } from "./made.ts";
import { cts } from "./server.ts";

const WIDTHS = [1100, 1280, 1440, 360];
const PATHS = ["/shipments/?", "/catalog/", "/users/", "/inbox/"];

test("no list is wider than the desk's window, nor than a phone, with a store release of forty letters", async ({ page }) => {
  test.setTimeout(300_000);
  const id = aShipment(1, "in_progress");
  const release = "WR2026NORTHERNAXISQUARTERLYDISTRIBUTION7";
  cts(["shipment", "edit", String(id), "--store-release", release]);
  await signIn(page, "coordinator");

  const wide: string[] = [];
  for (const language of ["en", "ar", "tr"] as const) {
    await speak(page, language);
    for (const path of [...PATHS, `/shipments/${id}/`]) {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(at(path));
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wider > 0) wide.push(`${path} in ${language} at ${width}: ${wider}`);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  expect(wide).toEqual([]);
});
