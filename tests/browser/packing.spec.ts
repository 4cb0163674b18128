// An officer builds a shipment: header, 200 packages from a kit, items, one change to many; and nothing typed is lost.
import { type Page, expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, complaints, keepsTheRules, sentence, signIn, speak } from "./kit.ts";

async function create(page: Page, description: string): Promise<number> {
  await page.goto(at("/shipments/new/"));
  await page.locator("#f-partner").selectOption({ index: 1 });
  await page.locator("#f-store_release").fill("WR-9001");
  await page.locator("#f-description").fill(description);
  await page.locator("#f-days").fill("3");
  await page.locator("form[data-guard] button.btn-primary").click();
  await expect(page).toHaveURL(/\/shipments\/\d+\/pack\/$/);
  return Number(page.url().match(/shipments\/(\d+)/)?.[1]);
}

async function pack(page: Page, id: number, count: number): Promise<void> {
  await page.goto(at(`/shipments/${id}/pack/`));
  // The field for the number is where the cursor stands.
  await expect(page.locator("#f-count")).toBeFocused();
  await page.locator("#f-count").fill(String(count));
  await page.locator(".qty input").first().fill("1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(at(`/shipments/${id}/`));
}

test("200 packages come from a kit with a few keys", async ({ page }) => {
  const wrong = complaints(page);
  await signIn(page, "officer");
  const id = await create(page, "Built in a minute");

  await pack(page, id, 200);

  await expect(page.locator(".flash-success")).toContainText("200");
  await expect(page.locator(".pager-range")).toContainText("200");
  await page.locator(".page-actions form button").click();
  await expect(page.locator("h1")).toContainText(sentence("status-ready", "en"));
  expect(wrong).toEqual([]);
});

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`every page of packing keeps the rules in ${language}`, async ({ page }) => {
    test.slow();
    const wrong = complaints(page);
    await signIn(page, "officer");
    const id = await create(page, `Pages in ${language}`);
    await pack(page, id, 3);
    const box = await page.locator("th[scope=row] a").first().getAttribute("href");
    await page.goto(new URL(box ?? "", at("/")).href);
    const row = await page.locator("th[scope=row] a").first().getAttribute("href");
    await speak(page, language);

    const packageId = box?.match(/packages\/(\d+)/)?.[1];
    const pages = [
      "/shipments/new/",
      `/shipments/${id}/`,
      `/shipments/${id}/edit/`,
      `/shipments/${id}/pack/`,
      `/shipments/${id}/pack/empty/`,
      `/shipments/${id}/items/`,
      `/shipments/${id}/items/edit/`,
      `/shipments/${id}/delete/`,
      `/packages/${packageId}/`,
      `/packages/${packageId}/edit/`,
      `/packages/${packageId}/items/new/`,
      `/packages/${packageId}/delete/`,
      row?.replace(/^\/TR/, "") ?? "",
    ];
    for (const path of pages) {
      await page.goto(at(path));
      await keepsTheRules(page, language);
    }
    await page.goto(at("/"));
    expect(wrong).toEqual([]);
  });
}

test("quantities typed on several pages of the catalog come into the package", async ({ page }) => {
  await signIn(page, "officer");
  const id = await create(page, "Far apart");
  await pack(page, id, 1);
  const box = await page.locator("th[scope=row] a").first().getAttribute("href");
  const packageId = box?.match(/packages\/(\d+)/)?.[1];
  await page.goto(at(`/packages/${packageId}/items/new/?size=25`));
  const first = await page.locator(".qty input[name^=item-]").first().getAttribute("name");
  await page.locator(`.qty input[name=${first}]`).fill("3");
  await page.locator("a[rel=next]").click();
  await expect(page).toHaveURL(/page=2/);
  await expect(page.locator(`tr.chosen input[name=${first}]`)).toHaveValue("3");
  await page.locator("tr:not(.chosen) input[name^=item-]").first().fill("4");
  await page.locator("a[rel=prev]").click();
  await expect(page.locator("tr.chosen")).toHaveCount(1);
  await expect(page.locator(`.qty input[name=${first}]`)).toHaveValue("3");
  await page.locator(".pack-go button").click();

  await expect(page.locator(".flash-success")).toContainText("2");
});

test("many rows change after a look at what would change", async ({ page, isMobile }) => {
  await signIn(page, "officer");
  const id = await create(page, "One donor for all");
  await pack(page, id, 5);

  await page.goto(at(`/shipments/${id}/items/edit/`));
  // Rows are cards on a phone and have no heading to tick.
  await page.locator(isMobile ? "input[name=all]" : "[data-tick-all]").check();
  if (!isMobile) expect(await page.locator("input[name=row]:checked").count()).toBeGreaterThanOrEqual(5);
  const supplier = page.locator("#f-supplier");
  await expect(supplier).toHaveRole("combobox");
  await supplier.click();
  await page.getByRole("option").first().click();
  await expect(supplier).not.toHaveValue("");
  await page.locator(".bulk-choose button").click();
  await keepsTheRules(page, "en");
  const sure = page.locator("form button.btn-primary");
  if (await sure.count()) {
    await sure.click();
    await expect(page.locator(".flash-success")).toBeVisible();
    await page.goto(at(`/shipments/${id}/items/edit/`));
    await expect(page.locator("[data-draft]")).toBeHidden();
  }
});

test("what was typed comes back after leaving, until it is saved", async ({ page }) => {
  await signIn(page, "officer");
  const id = await create(page, "Drafts");
  await page.goto(at(`/shipments/${id}/edit/`));
  await page.locator("#f-description").fill("Typed but not saved");

  const questions: string[] = [];
  page.on("dialog", async (dialog) => {
    questions.push(dialog.type());
    await dialog.accept();
  });
  await page.locator('nav.side a[href$="/TR/shipments/"]').click();
  await expect(page).toHaveURL(at("/shipments/"));
  expect(questions).toEqual(["beforeunload"]);
  await page.goto(at(`/shipments/${id}/edit/`));
  await expect(page.locator("#f-description")).toHaveValue("Typed but not saved");
  await expect(page.locator("[data-draft]")).toBeVisible();
  await keepsTheRules(page, "en");

  await page.locator("form[data-guard] button.btn-primary").click();
  await expect(page.locator(".flash-success")).toBeVisible();
  await page.goto(at(`/shipments/${id}/edit/`));
  await expect(page.locator("[data-draft]")).toBeHidden();

  await page.locator("#f-description").fill("Thrown away");
  await page.locator("[data-leave]").click();
  await expect(page).toHaveURL(at(`/shipments/${id}/`));
  await page.goto(at(`/shipments/${id}/edit/`));
  await expect(page.locator("#f-description")).toHaveValue("Typed but not saved");
});

test("a draft typed against an older version is not saved over another's change", async ({ page, browser }) => {
  await signIn(page, "officer");
  const id = await create(page, "Two of us");
  await page.goto(at(`/shipments/${id}/edit/`));
  await page.locator("#f-description").fill("Mine");
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(at("/shipments/"));

  const other = await (await browser.newContext()).newPage();
  await signIn(other, "coordinator");
  await other.goto(at(`/shipments/${id}/edit/`));
  await other.locator("#f-description").fill("Theirs");
  await other.locator("form[data-guard] button.btn-primary").click();
  await expect(other.locator(".flash-success")).toBeVisible();

  await page.goto(at(`/shipments/${id}/edit/`));
  await page.locator("form[data-guard] button.btn-primary").click();
  await expect(page.getByText(sentence("error-stale", "en"))).toBeVisible();
  await expect(page.locator(".field-stored")).toContainText("Theirs");
  await expect(page.locator("#f-description")).toHaveValue("Mine");
  await keepsTheRules(page, "en");
});
