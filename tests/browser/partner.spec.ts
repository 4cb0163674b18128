// Partners see their own shipments and nothing else.
import { expect, test } from "@playwright/test";
import { at, keepsTheRules, signIn } from "./kit.ts";
import { partner, shipments } from "./server.ts";

test("a partner sees only their own shipments", async ({ page }) => {
  const { id, email } = partner();
  const own = shipments().filter((shipment) => shipment.partner_id === id);
  const other = shipments().find((shipment) => shipment.partner_id !== id);
  await signIn(page, email);

  await page.goto(at("/shipments/"));
  await expect(page.locator("table.list tbody tr")).toHaveCount(Math.min(50, own.length));
  const shown = await page.locator("table.list tbody tr a").evaluateAll((links) => links.map((link) => Number(link.getAttribute("href")?.match(/shipments\/(\d+)\//)?.[1])));
  expect(new Set(own.map((shipment) => shipment.id))).toEqual(new Set(shown));
  await keepsTheRules(page, "en");

  const answer = await page.goto(at(`/shipments/${other?.id}/`));
  expect(answer?.status()).toBe(404);
  await keepsTheRules(page, "en");
});

test("a partner has no inbox and no jobs", async ({ page }) => {
  await signIn(page, partner().email);

  for (const path of ["/inbox/", "/system/jobs/"]) {
    await expect(page.locator(`nav.side a[href$="/TR${path}"]`)).toHaveCount(0);
    expect((await page.goto(at(path)))?.status()).toBe(403);
  }
});
