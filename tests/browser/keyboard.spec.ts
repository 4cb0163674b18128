// Pages without a mouse: Tab comes to everything, in the order of reading and seen; Escape closes and gives the focus back.
import { expect, test } from "@playwright/test";
import { at, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { walkByTab } from "./walk.ts";

const LANGUAGES = ["en", "ar"] as const;

for (const language of LANGUAGES) {
  test(`Tab walks the pages of an officer in ${language}`, async ({ page }) => {
    test.slow();
    await page.goto(at(`/sign-in/?lang=${language}`));
    await walkByTab(page);
    const packing = aShipment(3, "in_progress");
    const onItsWay = aShipment(3, "in_transit");
    await signIn(page, "officer", language);
    for (const path of ["/", "/shipments/?size=25", "/shipments/new/", `/shipments/${packing}/`, `/shipments/${packing}/pack/`, `/shipments/${packing}/items/edit/`, `/shipments/${packing}/print/`, `/shipments/${onItsWay}/`, `/shipments/${onItsWay}/receive/`, "/catalog/?size=25", "/catalog/kits/"]) {
      await page.goto(at(path));
      await walkByTab(page);
    }
    await page.locator("table.list tbody th a").first().click();
    await walkByTab(page);
    await page.goto(at(`/shipments/${onItsWay}/`));
    await page.locator("table.list tbody th a").first().click();
    await walkByTab(page);
  });

  test(`Tab walks the pages of a coordinator in ${language}`, async ({ page }) => {
    await signIn(page, "coordinator", language);
    for (const path of ["/users/", "/users/new/", "/inbox/", "/profile/"]) {
      await page.goto(at(path));
      await walkByTab(page);
    }
  });

  test(`the first key of a page leads past the menu in ${language}`, async ({ page }) => {
    await signIn(page, "officer", language);
    await page.goto(at("/shipments/"));

    await page.keyboard.press("Tab");
    await expect(page.locator(".skip-link")).toBeFocused();
    await expect(page.locator(".skip-link")).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Enter");
    await expect(page.locator("#content")).toBeFocused();
    await page.keyboard.press("Tab");

    await expect(page.locator("#content :focus")).toHaveCount(1);
  });
}

test("Tab walks narrow pages, as of somebody who magnifies them four times", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 360, height: 740 });
  const packing = aShipment(3, "in_progress");
  const onItsWay = aShipment(3, "in_transit");
  await signIn(page, "officer");
  for (const path of ["/", "/shipments/?size=25", `/shipments/${packing}/`, `/shipments/${packing}/pack/`, `/shipments/${packing}/items/edit/`, `/shipments/${onItsWay}/receive/`, "/catalog/?size=25"]) {
    await page.goto(at(path));
    await walkByTab(page);
  }
});

test("Escape closes what is open and gives the focus back", async ({ page }) => {
  await signIn(page, "officer");
  for (const [path, opener] of [["/catalog/", ".pick > summary"], [`/shipments/${aShipment(1, "in_progress")}/`, ".page-actions details.menu > summary"], ["/", ".who details.menu:last-child > summary"]]) {
    await page.goto(at(path));
    const summary = page.locator(opener);
    await summary.focus();
    await page.keyboard.press("Enter");
    await expect(summary.locator("..")).toHaveAttribute("open", "");
    await page.keyboard.press("Tab");
    await expect(summary).not.toBeFocused();
    await page.keyboard.press("Escape");

    await expect(summary.locator("..")).not.toHaveAttribute("open");
    await expect(summary).toBeFocused();
  }
});

test("Escape closes the list of a field, and then the field holds what was typed", async ({ page }) => {
  await signIn(page, "officer");
  await page.goto(at("/catalog/new/"));
  const donor = page.locator("input[name=donor]");
  await donor.focus();
  await donor.pressSequentially("a");
  await expect(donor).toHaveAttribute("aria-expanded", "true");

  await page.keyboard.press("Escape");

  await expect(donor).toHaveAttribute("aria-expanded", "false");
  await expect(donor).toBeFocused();
  await expect(donor).toHaveValue("a");
});

test("the question before a session ends keeps the keys inside, and Escape goes back to the field", async ({ page }) => {
  await page.clock.install();
  await page.route("**/session/ping/", (route) => route.fulfill({ json: { idle_seconds: 1800, left_seconds: route.request().method() === "POST" ? 1800 : 30 } }));
  await signIn(page, "officer");
  await page.goto(at("/shipments/new/"));
  await page.locator("#f-description").focus();

  await page.clock.fastForward("29:20");
  await expect(page.locator("#idle")).toBeVisible();
  await expect(page.locator("#idle [data-stay]")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.locator(".frame :focus")).toHaveCount(0);
  await page.keyboard.press("Escape");

  await expect(page.locator("#idle")).toBeHidden();
  await expect(page.locator("#f-description")).toBeFocused();
});
