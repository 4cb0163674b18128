// Partners: pages for them in every language; they see their own shipments and nothing else.
import { expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, complaints, keepsTheRules, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { shipments } from "./server.ts";

test("a partner sees only their own shipments", async ({ page }) => {
  const made = [aShipment(1), aShipment(1, "in_transit", "partner's"), aShipment(2, "received", "partner's")];
  const all = shipments();
  const own = all.filter((shipment) => shipment.partner_id === all.find((one) => one.id === made[1])?.partner_id);
  await signIn(page, "partner");

  await page.goto(at("/shipments/"));
  const links = page.locator("table.list tbody th a");
  await expect(links).toHaveCount(own.length);
  const shown = await links.evaluateAll((all) => all.map((link) => Number(link.getAttribute("href")?.match(/shipments\/(\d+)\//)?.[1])));
  expect(new Set(shown)).toEqual(new Set(own.map((shipment) => shipment.id)));
  expect(shown).toEqual(expect.arrayContaining(made.slice(1)));
  await keepsTheRules(page, "en");

  const answer = await page.goto(at(`/shipments/${made[0]}/`));
  expect(answer?.status()).toBe(404);
  await keepsTheRules(page, "en");
});

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`a partner walks through all there is for them in ${language}`, async ({ page }) => {
    const wrong = complaints(page);
    const id = aShipment(3, "in_transit", "partner's");
    await signIn(page, "partner", language);
    for (const path of ["/", "/shipments/", `/shipments/${id}/`, `/shipments/${id}/history/`, `/shipments/${id}/receive/`, "/notices/", "/help/", "/profile/"]) {
      expect((await page.goto(at(path)))?.status(), path).toBe(200);
      await keepsTheRules(page, language);
    }
    await page.goto(at(`/shipments/${id}/`));
    await page.locator("table.list tbody th a").first().click();
    await expect(page).toHaveURL(/\/packages\/\d+\/$/);
    await keepsTheRules(page, language);
    await page.goto(at(`/shipments/${id}/receive/`));
    await page.locator("input[name=signed_by]").fill(" ");
    await page.locator("form.receive button.btn-primary").first().click();
    await expect(page.locator(".field-error").first()).toBeVisible();
    await keepsTheRules(page, language);
    expect(wrong.filter((one) => !one.includes("422"))).toEqual([]);
  });
}

test("a partner has no inbox and no jobs", async ({ page }) => {
  await signIn(page, "partner");

  for (const path of ["/inbox/", "/system/jobs/"]) {
    await expect(page.locator(`nav.side a:is([href$="/TR${path}"], [href$="/TR${path}?"])`)).toHaveCount(0);
    expect((await page.goto(at(path)))?.status()).toBe(403);
  }
});
