// An officer's and a coordinator's way through the pages, in every language, wide and on a phone.
import { type Page, expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, complaints, fillSignIn, keepsTheRules, sentence, signIn } from "./kit.ts";
import { account } from "./server.ts";

async function open(page: Page, path: string): Promise<void> {
  await page.locator(`nav.side a:is([href$="/TR${path}"], [href$="/TR${path}?"])`).click();
  await expect(page).toHaveURL((url) => url.pathname === new URL(at(path)).pathname);
}

test("a wrong password is said at the form and what was typed is kept", async ({ page }) => {
  await page.goto(at("/sign-in/"));
  await page.locator("input[name=email]").fill("nobody@example.org");
  await page.locator("input[name=password]").fill("not the password");
  await page.locator("form button.btn-primary").click();

  await expect(page.getByText(sentence("sign-in-wrong", "en"))).toBeVisible();
  await expect(page.locator("input[name=email]")).toHaveValue("nobody@example.org");
  await keepsTheRules(page, "en");
});

test("a stranger is sent to sign in and then where they wanted to go", async ({ page }) => {
  await page.goto(at("/shipments/"));

  await expect(page.locator("input[name=password]")).toBeVisible();
  await expect(page.locator("table.list")).toHaveCount(0);
});

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`an officer walks home, shipments, a shipment and the inbox in ${language}`, async ({ page }) => {
    const wrong = complaints(page);
    await signIn(page, "officer", language);
    await open(page, "/");
    await keepsTheRules(page, language);

    await open(page, "/shipments/");
    await expect(page.locator("h1")).toHaveText(sentence("nav-shipments", language));
    // The demo has 40; other tests may make more meanwhile.
    expect(await page.locator("table.list tbody tr").count()).toBeGreaterThanOrEqual(40);
    await keepsTheRules(page, language);

    await page.locator("table.list tbody tr a").first().click();
    await expect(page).toHaveURL(/\/TR\/shipments\/\d+\/$/);
    await keepsTheRules(page, language);

    await open(page, "/inbox/");
    await expect(page.locator("h1")).toHaveText(sentence("nav-inbox", language));
    await keepsTheRules(page, language);
    expect(wrong).toEqual([]);
  });

  test(`a coordinator sees the scheduled jobs in ${language}`, async ({ page }) => {
    await signIn(page, "coordinator", language);
    await page.goto(at("/system/jobs/"));

    await expect(page.getByText(sentence("job-scans-poll", language)).first()).toBeVisible();
    await keepsTheRules(page, language);
  });
}

test("an officer signs out and is out", async ({ page }) => {
  await fillSignIn(page, account("officer"));
  await page.locator("details.menu").last().locator("summary").click();
  await page.locator('form[action$="/sign-out/"] button').click();

  await page.goto(at("/shipments/"));
  await expect(page.locator("input[name=password]")).toBeVisible();
});

test("a country that is not there answers with the list of those that are", async ({ page }) => {
  const answer = await page.goto(`${process.env.CTS_TEST_URL}/XX/`);

  expect(answer?.status()).toBe(404);
  for (const country of ["Turkey", "Iraq", "Jordan"]) await expect(page.getByText(country).first()).toBeVisible();
});
