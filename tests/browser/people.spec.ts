// People, one's own account, mail and forgotten passwords: in every language, wide and on a phone.
import { expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, complaints, keepsTheRules, sentence, signIn } from "./kit.ts";

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`a coordinator looks after people in ${language}`, async ({ page }) => {
    const wrong = complaints(page);
    await signIn(page, "coordinator", language);

    await page.goto(at("/users/"));
    await expect(page.locator("h1")).toHaveText(sentence("nav-people", language));
    await keepsTheRules(page, language);

    await page.locator('a[href$="/users/new/"]').click();
    await keepsTheRules(page, language);
    const email = `new-${language}-${Date.now()}@example.org`;
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=name]").fill("Lina Aziz");
    await page.locator("form.person-form button.btn-primary").click();

    await expect(page).toHaveURL(/\/TR\/users\/\d+\/$/);
    await expect(page.getByText(email).first()).toBeVisible();
    await keepsTheRules(page, language);

    await page.goto(at("/system/mail/"));
    await expect(page.getByText(email).first()).toBeVisible();
    await keepsTheRules(page, language);
    expect(wrong).toEqual([]);
  });

  test(`everybody has an account of their own in ${language}`, async ({ page }) => {
    await signIn(page, "officer", language);
    await page.locator("details.menu").last().locator("summary").click();
    await page.locator('.menu-box a[href$="/profile/"]').click();

    await expect(page.locator("h1")).toHaveText(sentence("profile-title", language));
    await keepsTheRules(page, language);
  });

  test(`whoever forgot a password is told what happens in ${language}`, async ({ page }) => {
    await page.goto(at(`/password-reset/?lang=${language}`));
    await keepsTheRules(page, language);
    await page.locator("input[name=email]").fill(`nobody-${language}@example.org`);
    await page.locator("form button.btn-primary").click();

    await expect(page.locator("h1")).toHaveText(sentence("reset-sent-title", language));
    await keepsTheRules(page, language);
  });
}

test("without scripts a page asks before an account is switched off", async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, "coordinator");
  const email = `asked-${Date.now()}@example.org`;
  await page.goto(at("/users/new/"));
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=name]").fill("Lina Aziz");
  await page.locator("form.person-form button.btn-primary").click();
  const person = page.url();

  await page.locator('form[action$="/deactivate/"] button').click();
  await expect(page.locator("main")).toContainText("Lina Aziz");
  await expect(page.locator("h1")).toHaveText(sentence("user-switch-off", "en"));
  await page.getByRole("link", { name: sentence("cancel", "en") }).click();
  await expect(page).toHaveURL(person);
  await expect(page.locator('form[action$="/deactivate/"]')).toBeVisible();

  await page.locator('form[action$="/deactivate/"] button').click();
  await page.locator("form.decide button.btn-danger").click();
  await expect(page).toHaveURL(person);
  await expect(page.getByRole("button", { name: sentence("user-switch-on", "en") })).toBeVisible();
});

test("with scripts a dialog asks, once", async ({ page }) => {
  await signIn(page, "coordinator");
  const email = `dialog-${Date.now()}@example.org`;
  await page.goto(at("/users/new/"));
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=name]").fill("Lina Aziz");
  await page.locator("form.person-form button.btn-primary").click();
  const person = page.url();
  const answers = [false, true];
  page.on("dialog", (dialog) => (answers.shift() ? dialog.accept() : dialog.dismiss()));

  await page.locator('form[action$="/deactivate/"] button').click();
  await expect(page.locator('form[action$="/deactivate/"]')).toBeVisible();
  await page.locator('form[action$="/deactivate/"] button').click();

  await expect(page).toHaveURL(person);
  await expect(page.getByRole("button", { name: sentence("user-switch-on", "en") })).toBeVisible();
  expect(answers).toEqual([]);
});
