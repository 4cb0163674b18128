// Pages in a browser without scripts, old or on a bad line: they are read, and their forms work.
import { type Page, expect, test } from "@playwright/test";
import { at, fillSignIn, sentence, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { account } from "./server.ts";

test.use({ javaScriptEnabled: false });

/** Nothing that only a script can use shows. */
async function isWhole(page: Page): Promise<void> {
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.locator("main")).not.toBeEmpty();
  await expect(page.locator("[data-print]:visible, [data-many]:visible, [data-draft]:visible")).toHaveCount(0);
}

test("an officer signs in, reads, searches, sorts and pages", async ({ page }) => {
  const shipment = aShipment(30, "in_transit");
  await fillSignIn(page, account("officer"));
  for (const path of ["/", `/shipments/${shipment}/`, `/shipments/${shipment}/items/`, `/shipments/${shipment}/scans/`, `/shipments/${shipment}/history/`, `/shipments/${shipment}/print/`, `/shipments/${shipment}/papers/?what=labels_a4`, "/inbox/", "/receipts/", "/catalog/kits/", "/notices/", "/help/", "/profile/"]) {
    const answer = await page.goto(at(path));
    expect(answer?.status(), path).toBe(200);
    await isWhole(page);
  }

  await page.goto(at("/shipments/"));
  await page.locator(".list thead a[href*='sort=description']").click();
  await expect(page.locator("th[aria-sort=ascending]")).toHaveCount(1);
  await page.locator(".chip").nth(1).click();
  await expect(page).toHaveURL(/status=/);
  await page.goto(at(`/shipments/${shipment}/?size=25`));
  await page.locator("a[rel=next]").click();
  await expect(page.locator("table.list tbody tr")).toHaveCount(5);
  await page.goto(at("/"));
  await page.locator("#find").fill("/TR");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\/\?q=/);
  await page.locator(".who details.menu summary").first().click();
  await expect(page.locator(".who .menu-box button").first()).toBeVisible();
});

test("an officer makes a shipment, changes it, packs it, adds items and deletes it", async ({ page }) => {
  await signIn(page, "officer");
  await page.goto(at("/shipments/new/"));
  await page.locator("#f-partner").selectOption({ index: 1 });
  await page.locator("#f-store_release").fill("WR-9003");
  await page.locator("#f-description").fill("Without scripts");
  await page.locator("#f-days").fill("3");
  await page.locator("form[data-guard] button.btn-primary").click();
  await expect(page).toHaveURL(/\/shipments\/\d+\/pack\/$/);
  const id = page.url().match(/shipments\/(\d+)/)?.[1];
  await isWhole(page);

  await page.locator("#f-count").fill("2");
  await page.locator(".qty input").first().fill("1");
  await page.locator(".pack-go button").click();
  await expect(page).toHaveURL(at(`/shipments/${id}/`));
  await page.goto(at(`/shipments/${id}/edit/`));
  await page.locator("#f-description").fill("Still without");
  await page.locator("form[data-guard] button.btn-primary").click();
  await expect(page.locator("h1")).toContainText("Still without");

  await page.locator("table.list tbody th a").first().click();
  await page.goto(`${page.url()}items/new/?size=25`);
  await page.locator(".qty input").first().fill("7");
  await page.locator(".pack-go button").click();
  await expect(page.locator(".flash-success")).toBeVisible();

  await page.goto(at(`/shipments/${id}/items/edit/`));
  await page.locator("input[name=all]").check();
  await page.locator("#f-supplier").fill("Nobody knows this one");
  await page.locator(".bulk-choose button").click();
  await expect(page.locator(".field-error").first()).toBeVisible();

  await page.goto(at(`/shipments/${id}/delete/`));
  await page.locator("#f-name").fill("still without");
  await page.locator("button.btn-danger").click();
  await expect(page.locator(".flash-success")).toBeVisible();
});

test("a partner signs for what arrived", async ({ page }) => {
  const id = aShipment(3, "in_transit", "partner's");
  await signIn(page, "partner");
  await page.goto(at(`/shipments/${id}/receive/`));
  await isWhole(page);
  await page.locator("input[name=which][value=all]").check();
  await page.locator("details.receive-group li details > summary").first().click();
  await page.locator("details.receive-group select").first().selectOption("missing");
  await page.locator("input[name=signed_by]").fill("Samira Haddad");
  await page.locator("form.receive button.btn-primary").first().click();

  await expect(page).toHaveURL(at(`/shipments/${id}/`));
  await expect(page.getByText(sentence("receipt-done", "en"))).toBeVisible();
});

test("everybody changes their own page", async ({ page }) => {
  await signIn(page, "partner");
  await page.goto(at("/profile/"));
  const phone = page.locator("input[name=mobile]");
  const number = `+90 532 ${String(Date.now()).slice(-7)}`;
  await phone.fill(number);
  await page.locator("form.person-form button.btn-primary").first().click();

  await expect(page.locator(".flash-success")).toBeVisible();
  await page.goto(at("/profile/"));
  await expect(phone).toHaveValue(number);
});
