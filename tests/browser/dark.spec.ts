// Main pages in the dark: everything can be read.
import { expect, test } from "@playwright/test";
import { at, keepsTheRules, sentence, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { cts } from "./server.ts";

test.use({ colorScheme: "dark" });

test("a stranger reads everything in the dark", async ({ page }) => {
  await page.goto(at("/sign-in/"));
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(14, 20, 26)");
  await keepsTheRules(page, "en");
  await page.locator("input[name=email]").fill("nobody@example.org");
  await page.locator("input[name=password]").fill("not the password");
  await page.locator("form button.btn-primary").click();

  await expect(page.getByText(sentence("sign-in-wrong", "en"))).toBeVisible();
  await keepsTheRules(page, "en");
});

test("an officer reads everything in the dark", async ({ page }) => {
  test.slow();
  const packing = aShipment(3, "in_progress");
  const onItsWay = aShipment(3, "in_transit");
  cts(["receipt", "confirm", String(onItsWay), "--signed-by", "Samira", "--missing", `/TR${onItsWay}.2`]);
  await signIn(page, "officer");
  for (const path of ["/", "/shipments/?size=25", "/shipments/?status=overdue", "/shipments/new/", `/shipments/${packing}/`, `/shipments/${packing}/pack/`, `/shipments/${packing}/delete/`, `/shipments/${onItsWay}/`, `/shipments/${onItsWay}/history/`, `/shipments/${onItsWay}/receive/`, "/receipts/", "/inbox/", "/catalog/?size=25", "/catalog/import/", "/search/?q=kit", "/notices/", "/help/", "/profile/"]) {
    await page.goto(at(path));
    await keepsTheRules(page, "en");
  }
  // A form with an error and one with what was typed before.
  await page.goto(at("/shipments/new/"));
  await page.locator("#f-partner").selectOption({ index: 1 });
  await page.locator("#f-store_release").fill("WR");
  await page.locator("#f-days").evaluate((days: HTMLInputElement) => {
    days.type = "text";
    days.value = "many";
  });
  await page.locator("form[data-guard] button.btn-primary").click();
  await expect(page.locator(".field-error")).toBeVisible();
  await keepsTheRules(page, "en");
  // A menu over the page, and the bar of a kit one fills.
  await page.locator(".who details.menu summary").last().click();
  await keepsTheRules(page, "en");
  await page.goto(at("/catalog/?size=25"));
  await page.locator("#pick-kit").selectOption({ index: 1 });
  await expect(page.locator(".fill-bar")).toBeVisible();
  await keepsTheRules(page, "en");
});

test("a coordinator reads everything in the dark", async ({ page }) => {
  await signIn(page, "coordinator");
  for (const path of ["/users/", "/users/new/", "/entities/donors/", "/system/jobs/", "/system/audit/", "/system/mail/", "/system/languages/"]) {
    await page.goto(at(path));
    await keepsTheRules(page, "en");
  }
});
