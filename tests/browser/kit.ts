// What the tests of pages share: signing in, what every page must keep, and words of the catalogue.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Cookie, type Page, expect } from "@playwright/test";
import { PASSWORD, type Role, account } from "./server.ts";

export const LANGUAGES = { en: "ltr", ar: "rtl", tr: "ltr" } as const;
export type Language = keyof typeof LANGUAGES;

/** The address of a page in Turkey. */
export const at = (path: string): string => `${process.env.CTS_TEST_URL}/TR${path}`;

/** Signs in by the form. */
export async function fillSignIn(page: Page, email: string): Promise<void> {
  await page.goto(at("/sign-in/"));
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form.form button.btn-primary").click();
  await expect(page.locator("nav.side")).toBeVisible();
}

/** Sessions of this worker's accounts: the form is filled in once for each. */
const sessions = new Map<string, Cookie[]>();

/** Opens the home page as the worker's officer, coordinator or partner, in this language. */
export async function signIn(page: Page, who: Role, language: Language = "en"): Promise<void> {
  const email = account(who);
  const session = sessions.get(email);
  if (session) {
    await page.context().addCookies(session);
    await page.goto(at("/"));
    await expect(page.locator("nav.side")).toBeVisible();
  } else {
    await fillSignIn(page, email);
    sessions.set(email, await page.context().cookies());
  }
  await speak(page, language);
}

/** Chooses the language of the pages in the menu. */
export async function speak(page: Page, language: Language): Promise<void> {
  if ((await page.locator("html").getAttribute("lang")) === language) return;
  await page.locator("details.menu").filter({ has: page.locator("button[name=language]") }).locator("summary").click();
  await page.locator(`button[name=language][value=${language}]`).click();
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

/** A sentence without arguments, as the catalogue has it. */
export function sentence(key: string, language: Language): string {
  const folder = join(resolve(import.meta.dirname, "../../src/web/locales"), language);
  for (const file of readdirSync(folder)) {
    const found = readFileSync(join(folder, file), "utf8").match(new RegExp(`^${key} = (.+)$`, "m"));
    if (found) return found[1];
  }
  throw new Error(`no sentence ${key} in ${language}`);
}

/** What every page keeps: language and direction, one heading, nothing wider than the screen, nothing in the way of a screen reader. */
export async function keepsTheRules(page: Page, language: Language): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await expect(page.locator("html")).toHaveAttribute("dir", LANGUAGES[language]);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.locator("h1")).not.toBeEmpty();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "the page is wider than the screen").toBeLessThanOrEqual(0);
  // Lines of chips, tabs and headings scroll on narrow screens, and so do papers; nothing else may be to the side.
  const aside = await page.locator("a, button, input, select, textarea, summary").evaluateAll((all) =>
    all
      .filter((one) => one.checkVisibility() && !one.closest(".chips, .tabs, .list thead, .pages, .sr"))
      .filter((one) => one.getBoundingClientRect().left < -1 || one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120)),
  );
  expect(aside, `off the screen at ${page.url()}`).toEqual([]);
  // Turkish differs from English in nothing that is looked at here.
  if (language === "tr") return;
  // Our pages have no frames: without them one page is enough, and half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const found = await axe.withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  const serious = found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.help} (${violation.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")})`);
  expect(serious, page.url()).toEqual([]);
}

/** Collects what goes wrong inside the page while a test walks. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") found.push(`console: ${message.text()}`);
  });
  return found;
}
