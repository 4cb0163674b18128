// A partner signs for what arrived, on a phone, in every language; the office sees what was not whole.
import { expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, keepsTheRules, sentence, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { cts } from "./server.ts";

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`a partner signs in ${language}`, async ({ page }) => {
    const id = aShipment(5, "in_transit", "partner's");
    await signIn(page, "partner", language);
    await page.goto(at(`/shipments/${id}/`));
    await page.locator(`a[href$="/shipments/${id}/receive/"]`).click();

    // Where everything arrived there is nothing to tick.
    await expect(page.locator("input[name=t]").first()).toBeHidden();
    await page.locator("input[name=which][value=ticked]").check();
    const group = page.locator("details.receive-group").first();
    if (!(await group.getAttribute("open").then((open) => open !== null))) await group.locator("> summary").click();
    await expect(page.locator("input[name=t]").first()).toBeVisible();
    await page.locator("input[name=which][value=all]").check();
    await group.locator("li details > summary").first().click();
    await group.locator("select").first().selectOption("missing");
    await page.locator("input[name=signed_by]").fill("Samira Haddad");
    await keepsTheRules(page, language);
    await page.locator("form.receive button.btn-primary").first().click();

    await expect(page).toHaveURL(at(`/shipments/${id}/`));
    await expect(page.getByText(sentence("receipt-done", language))).toBeVisible();
    await expect(page.getByText("Samira Haddad").first()).toBeVisible();
    await keepsTheRules(page, language);
  });
}

test("what a partner typed comes back after leaving", async ({ page }) => {
  const id = aShipment(5, "in_transit", "partner's");
  await signIn(page, "partner");
  const form = at(`/shipments/${id}/receive/`);
  await page.goto(form);
  const group = page.locator("details.receive-group").first();
  if ((await group.getAttribute("open")) === null) await group.locator("> summary").click();
  await group.locator("li details > summary").first().click();
  const note = group.locator("input[name^=n]").first();
  await note.fill("wet at one side");

  const questions: string[] = [];
  page.on("dialog", async (dialog) => {
    questions.push(dialog.type());
    await dialog.accept();
  });
  await page.locator('nav.side a[href$="/TR/shipments/"]').click();
  await expect(page).toHaveURL(at("/shipments/"));
  expect(questions).toEqual(["beforeunload"]);
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeVisible();
  await expect(note).toBeVisible();
  await expect(note).toHaveValue("wet at one side");
  await keepsTheRules(page, "en");

  // Somebody else on the same telephone sees nothing of it.
  await page.goto(at("/shipments/"));
  await page.context().clearCookies();
  await signIn(page, "coordinator");
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeHidden();
  await page.context().clearCookies();
  await signIn(page, "partner");
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeVisible();
  await page.locator("[data-leave]").click();
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeHidden();
});

test("the office sees what was not whole and settles it", async ({ page }) => {
  const id = aShipment(3, "in_transit");
  cts(["receipt", "confirm", String(id), "--signed-by", `Samira of ${id}`, "--missing", `/TR${id}.2`]);
  await signIn(page, "officer");
  await page.goto(at("/receipts/?show=open"));
  await keepsTheRules(page, "en");
  await page.locator("table.list tbody tr", { hasText: `Samira of ${id}` }).locator("a").first().click();
  await keepsTheRules(page, "en");
  await page.locator("textarea[name=note]").fill("Sent again");
  await page.locator("form.decide button.btn-primary").click();

  await expect(page.getByText(sentence("receipt-settled-now", "en"))).toBeVisible();
});
