// What every page shares: search, bell, help, menus by keyboard, lists that come back, in three languages and narrow.
import { expect, test } from "@playwright/test";
import { at, keepsTheRules, sentence, signIn, speak } from "./kit.ts";
import { cts, shipments } from "./server.ts";

const LANGUAGES = ["en", "tr", "ar"] as const;
const PAGES = ["/", "/shipments/", "/inbox/", "/search/?q=kit", "/notices/", "/help/", "/system/jobs/", "/system/audit/", "/system/languages/"];

test("every page of the frame keeps the rules in every language", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, "coordinator");
  for (const language of LANGUAGES) {
    await speak(page, language);
    for (const path of PAGES) {
      await page.goto(at(path));
      await keepsTheRules(page, language);
    }
  }
});

test("a scanner types a code and Enter opens the package", async ({ page }) => {
  await signIn(page, "officer");
  const { packages } = JSON.parse(cts(["shipment", "show", String(shipments().find((one) => one.package_count > 0)?.id), "--json"])) as { packages: { code: string }[] };

  await page.locator("main").click({ position: { x: 2, y: 2 } });
  await page.keyboard.type(packages[0].code);
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/\/packages\/\d+\/$/);
  await expect(page.locator("main")).toContainText(packages[0].code);
});

test("Ctrl-K leads to the search box", async ({ page }) => {
  await signIn(page, "officer");

  await page.keyboard.press("Control+k");

  await expect(page.locator("#find")).toBeFocused();
});

test("a list comes back as it was left, and can be put back", async ({ page }) => {
  await signIn(page, "officer");
  await page.goto(at("/shipments/?status=in_transit&sort=-date"));

  await page.goto(at("/shipments/"));

  await expect(page).toHaveURL(/\?status=in_transit&sort=-date$/);
  await page.locator(".restored").getByText(sentence("filter-clear", "en")).click();
  await expect(page).toHaveURL(/\/shipments\/\?sort=-date$/);
  await page.goto(at("/shipments/"));
  await page.getByText(sentence("table-reset", "en")).click();
  await expect(page.locator(".restored")).toHaveCount(0);
  await page.goto(at("/shipments/"));
  await expect(page.locator(".restored")).toHaveCount(0);
});

test("menus open and are walked by keyboard", async ({ page }) => {
  await signIn(page, "officer");
  const menu = page.locator(".who details.menu").first();

  await menu.locator("summary").focus();
  await page.keyboard.press("ArrowDown");
  await expect(menu).toHaveAttribute("open", "");
  await expect(menu.locator(".menu-box button").first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(menu.locator(".menu-box button").last()).toBeFocused();
  await page.keyboard.press("Escape");

  await expect(menu).not.toHaveAttribute("open", "");
  await expect(menu.locator("summary")).toBeFocused();
});

test("work in one tab keeps the others open, and a session that ended leads back to the page", async ({ context }) => {
  await context.clock.install();
  const [quiet, busy] = [await context.newPage(), await context.newPage()];
  const answers = (left_seconds: number) => ({ json: { idle_seconds: 1800 - left_seconds, left_seconds } });
  await signIn(quiet, "officer");
  await quiet.route("**/session/ping/", (route) => route.fulfill(answers(30)));
  await busy.route("**/session/ping/", (route) => route.fulfill(answers(route.request().method() === "POST" ? 1800 : 30)));
  await busy.goto(at("/help/"));
  await quiet.goto(at("/help/"));

  await context.clock.fastForward("29:20");
  await expect(quiet.locator("#idle")).toBeVisible();
  await expect(busy.locator("#idle")).toBeVisible();
  await busy.locator("#idle [data-stay]").click();
  await expect(busy.locator("#idle")).toBeHidden();
  await expect(quiet.locator("#idle")).toBeHidden();

  await busy.close();
  await quiet.unroute("**/session/ping/");
  await quiet.route("**/session/ping/", (route) => route.fulfill({ status: 401, json: {} }));
  const left = quiet.waitForRequest((request) => request.url().endsWith("/TR/sign-in/?next=%2Fhelp%2F&why=idle"));
  await context.clock.fastForward("30:00");
  await left;
});
