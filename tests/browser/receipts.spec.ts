// A partner signs for what arrived, on a phone, in every language; the office sees what was not whole.
import { expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, keepsTheRules, sentence, signIn, speak } from "./kit.ts";
import { PASSWORD, cts, shipments } from "./server.ts";

interface User {
  id: number;
  email: string;
}

/** A shipment on its way with several packages, and the account of its partner. */
function onItsWay(skip: number): { id: number; email: string } {
  const users = JSON.parse(cts(["user", "list", "--role", "partner", "--json"])) as User[];
  const open = shipments().filter((one) => ["ready", "picked_up", "in_transit"].includes(one.status));
  const found = open[skip];
  const email = users.find((user) => user.id === found?.partner_id)?.email;
  if (!found || !email) throw new Error("nothing is on its way");
  cts(["user", "set-password", email, "--password-stdin"], PASSWORD);
  return { id: found.id, email };
}

for (const [index, language] of (Object.keys(LANGUAGES) as Language[]).entries()) {
  test(`a partner signs on a phone in ${language}`, async ({ page }) => {
    const { id, email } = onItsWay(index);
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(page, email);
    await speak(page, language);
    await page.goto(at(`/shipments/${id}/`));
    await page.locator(`a[href$="/shipments/${id}/receive/"]`).click();
    await keepsTheRules(page, language);

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
    await speak(page, "en");
  });
}

test("what a partner typed comes back after leaving", async ({ page }) => {
  const { id, email } = onItsWay(0);
  await signIn(page, email);
  await speak(page, "en");
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
  await signIn(page, "coordinator@example.org");
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeHidden();
  await page.context().clearCookies();
  await signIn(page, email);
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeVisible();
  await page.locator("[data-leave]").click();
  await page.goto(form);
  await expect(page.locator("[data-draft]")).toBeHidden();
});

test("the office sees what was not whole and settles it", async ({ page }) => {
  await signIn(page, "officer@example.org");
  await speak(page, "en");
  await page.goto(at("/receipts/?show=open"));
  await keepsTheRules(page, "en");
  await page.locator("table.list tbody tr a").first().click();
  await keepsTheRules(page, "en");
  await page.locator("textarea[name=note]").fill("Sent again");
  await page.locator("form.decide button.btn-primary").click();

  await expect(page.getByText(sentence("receipt-settled-now", "en"))).toBeVisible();
});
