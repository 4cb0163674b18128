// The catalog, its kits and the lists behind it: by mouse, by keyboard, on a phone, in every language.
import { type Page, expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, complaints, keepsTheRules, sentence, signIn } from "./kit.ts";

/** Every kind of page of this part. */
const PAGES = ["/catalog/", "/catalog/new/", "/catalog/kits/", "/catalog/kits/new/", "/catalog/import/", "/entities/", "/entities/donors/", "/entities/donors/new/", "/entities/categories/", "/entities/donor-codes/", "/entities/suppliers/", "/entities/transporters/"];

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`a coordinator walks the catalog and the lists in ${language}`, async ({ page }) => {
    const wrong = complaints(page);
    await signIn(page, "coordinator", language);
    for (const path of PAGES) {
      await page.goto(at(path));
      await keepsTheRules(page, language);
    }
    await page.goto(at("/catalog/"));
    await page.locator("table.list tbody th a").first().click();
    await expect(page).toHaveURL(/\/TR\/catalog\/\d+\/edit\/$/);
    await keepsTheRules(page, language);
    await page.goto(at("/catalog/kits/"));
    await page.locator("table.list tbody th a").first().click();
    await expect(page).toHaveURL(/\/TR\/catalog\/kits\/\d+\/$/);
    await keepsTheRules(page, language);
    expect(wrong).toEqual([]);
  });
}

async function combobox(page: Page, name: string) {
  const input = page.locator(`input[name=${name}]`);
  await expect(input).toHaveRole("combobox");
  return input;
}

test("a field with type-ahead is used by keyboard alone", async ({ page }) => {
  await signIn(page, "officer");
  await page.goto(at("/catalog/new/"));
  const donor = await combobox(page, "donor");
  await donor.focus();
  await donor.pressSequentially("a");
  const list = page.locator(`#${await donor.getAttribute("aria-controls")}`);
  await expect(list.getByRole("option").first()).toBeVisible();
  const first = await list.getByRole("option").first().locator("bdi").innerText();
  await donor.press("ArrowDown");
  await expect(donor).toHaveAttribute("aria-activedescendant", /.+/);
  await donor.press("Enter");

  await expect(donor).toHaveValue(first);
  await expect(list).toBeHidden();
  await donor.fill("zzzz");
  await expect(list).toContainText(sentence("lookup-none", "en"));
  await donor.press("Escape");
  await expect(list).toBeHidden();
  await keepsTheRules(page, "en");
});

test("a new category is offered while typing and made with the item", async ({ page }) => {
  const name = `Shelter ${Date.now()}`;
  await signIn(page, "officer");
  await page.goto(at("/catalog/new/"));
  await page.locator("input[name=item_code]").fill("SH-1");
  await page.locator("input[name=description]").fill(`Tent ${name}`);
  const category = await combobox(page, "category");
  await category.fill(name);
  await page.getByRole("option", { name }).click();
  await page.locator("input[name=price_local]").fill("1250,5");
  await page.locator("input[name=price_usd]").fill("30.125");
  await page.locator("main form button.btn-primary").click();

  await expect(page).toHaveURL(at("/catalog/"));
  await page.goto(at(`/catalog/?q=${encodeURIComponent(name)}`));
  await expect(page.locator("table.list tbody tr")).toHaveCount(1);
  await expect(page.locator("table.list tbody")).toContainText("1,250.50");
});

test("quantities typed in the table go into the kit all at once", async ({ page }) => {
  const name = `Kit ${Date.now()}`;
  await signIn(page, "officer");
  await page.goto(at("/catalog/kits/new/"));
  await page.locator("input[name=name]").fill(name);
  await page.locator("main form button.btn-primary").click();
  const quantities = page.locator("input[name^=quantity-]");
  await quantities.nth(0).fill("3");
  await quantities.nth(1).fill("4");
  // A click beside a field stays on the page.
  await page.locator("td.qty").nth(2).click({ position: { x: 1, y: 1 } });
  await expect(quantities.nth(1)).toHaveValue("4");
  await keepsTheRules(page, "en");
  await quantities.nth(1).press("Enter");

  await expect(page.locator(".flash-success")).toContainText(name);
  await page.locator(".fill-bar a").first().click();
  await expect(page.locator("input[name^=quantity_]")).toHaveCount(2);
  await expect(page.locator("h1")).toHaveText(name);
});

test("quantities typed on several pages of the catalog are all in the kit", async ({ page }) => {
  const name = `Far apart ${Date.now()}`;
  await signIn(page, "officer");
  await page.goto(at("/catalog/kits/new/"));
  await page.locator("input[name=name]").fill(name);
  await page.locator("main form button.btn-primary").click();
  const kit = new URL(page.url()).searchParams.get("kit");
  await page.goto(at(`/catalog/?kit=${kit}&size=25`));
  const first = await page.locator(".qty input[name^=quantity-]").first().getAttribute("name");
  await page.locator(`.qty input[name=${first}]`).fill("3");
  await page.locator("a[rel=next]").click();
  await expect(page).toHaveURL(/page=2/);
  // What was typed before stands on top.
  await expect(page.locator(`tr.chosen input[name=${first}]`)).toHaveValue("3");
  const second = await page.locator("tr:not(.chosen) input[name^=quantity-]").first().getAttribute("name");
  await page.locator(`.qty input[name=${second}]`).fill("4");
  await keepsTheRules(page, "en");
  await page.locator("#list-q").fill("zzzz");
  await page.locator("#list-q").press("Enter");
  await expect(page.locator("tr.chosen")).toHaveCount(2);
  await page.locator("#list-q").fill("");
  await page.locator("#list-q").press("Enter");
  await page.locator("thead a[href*='sort=']").first().click();
  await expect(page.locator(`.qty input[name=${second}]`)).toHaveValue("4");
  await page.locator(`.qty input[name=${first}]`).press("Enter");

  await expect(page.locator(".flash-success")).toContainText(name);
  await page.locator(".fill-bar a").first().click();
  await expect(page.locator("h1")).toHaveText(name);
  const held = page.locator("input[name^=quantity_]");
  await expect(held).toHaveCount(2);
  expect((await Promise.all([held.nth(0).inputValue(), held.nth(1).inputValue()])).sort()).toEqual(["3", "4"]);
});

test("the catalog is filtered by several categories and saved as a file", async ({ page }) => {
  await signIn(page, "officer");
  await page.goto(at("/catalog/"));
  await page.locator(".pick > summary").click();
  const boxes = page.locator(".pick input[name=category]");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await keepsTheRules(page, "en");
  await page.keyboard.press("Escape");
  await expect(boxes.nth(0)).toBeHidden();
  await page.locator(".pick > summary").click();
  await page.locator(".pick button.btn-primary").click();

  expect(new URL(page.url()).searchParams.getAll("category")).toHaveLength(2);
  const names = await page.locator(".pick-word bdi").allInnerTexts();
  expect(names).toHaveLength(2);
  for (const cell of await page.locator("table.list tbody tr td:nth-child(2)").allInnerTexts()) expect(names).toContain(cell);
  const download = page.waitForEvent("download");
  await page.locator(".list-files a").first().click();
  expect((await download).suggestedFilename()).toBe("catalog.csv");
});

test("a spreadsheet is checked, shown and imported", async ({ page }) => {
  const stamp = Date.now();
  const headings = "item_code,item_category,description,donor,donor_t1,supplier,weight,unit,price_local,price_usd";
  const file = (price: string) => ({ name: "items.csv", mimeType: "text/csv", buffer: Buffer.from(`${headings}\nX-1,Shelter,Rope ${stamp},,,,1.5,roll,10,${price}\n`) });
  await signIn(page, "officer");
  await page.goto(at("/catalog/import/"));
  await page.locator("input[type=file]").setInputFiles(file("cheap"));
  await page.locator("form[enctype] button").click();
  await expect(page.locator("table.list tbody tr")).toHaveCount(1);
  await expect(page.locator("table.list tbody")).toContainText("price_usd");
  await keepsTheRules(page, "en");
  await page.locator("input[type=file]").setInputFiles(file("1.25"));
  await page.locator("form[enctype] button").click();
  await expect(page.locator("table.list tbody")).toContainText(`Rope ${stamp}`);
  await keepsTheRules(page, "en");
  await page.locator(".import-preview button.btn-primary").click();

  await expect(page).toHaveURL(at("/catalog/"));
  await expect(page.locator(".flash-success")).toContainText("items.csv");
});

test("without scripts the forms still work", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, "coordinator");
  const name = `Supplier ${Date.now()}`;
  await page.goto(at("/entities/suppliers/new/"));
  await page.locator("input[name=name]").fill(name);
  await page.locator("main form button.btn-primary").click();
  await page.goto(at("/catalog/"));
  await page.locator("table.list tbody th a").first().click();
  await page.locator("input[name=supplier]").fill(name);
  await page.locator("main form button.btn-primary").click();

  await expect(page).toHaveURL(at("/catalog/"));
  await expect(page.locator("table.list")).toContainText(name);
  await page.locator(".pick > summary").click();
  await page.locator(".pick input[name=category]").first().check();
  await page.locator(".pick button.btn-primary").click();
  await expect(page).toHaveURL(/category=\d+/);
  await context.close();
});
