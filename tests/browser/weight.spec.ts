// What pages weigh on a slow line: bytes over the wire, with the cache a browser has.
import { type Page, expect, test } from "@playwright/test";
import { at, signIn } from "./kit.ts";

const FIRST = 300_000;
const LATER = 40_000;

async function bytes(page: Page, load: () => Promise<unknown>): Promise<number> {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  let sum = 0;
  line.on("Network.loadingFinished", (finished) => {
    sum += finished.encodedDataLength;
  });
  await load();
  await page.waitForLoadState("networkidle");
  await line.detach();
  return sum;
}

test("the first page is under 300 kB and later ones under 40 kB", async ({ page }) => {
  const first = await bytes(page, () => page.goto(at("/sign-in/")));
  expect(first).toBeGreaterThan(1_000);
  expect(first).toBeLessThan(FIRST);

  const home = await bytes(page, () => signIn(page, "officer@example.org"));
  const list = await bytes(page, () => page.goto(at("/shipments/")));
  const shipment = await bytes(page, () => page.locator("table.list tbody tr a").first().click());
  const inbox = await bytes(page, () => page.goto(at("/inbox/")));

  for (const [name, weight] of Object.entries({ home, list, shipment, inbox })) {
    expect(weight, `${name} weighs ${weight}`).toBeGreaterThan(1_000);
    expect(weight, `${name} weighs ${weight}`).toBeLessThan(LATER);
  }
});
