// Pages on a slow line (400 kbit/s, 400 ms there and back): what they weigh, that they stand still while they come, and that
// nothing typed meanwhile is lost or sent twice.
import { type CDPSession, type Page, expect, test } from "@playwright/test";
import { at, fillSignIn, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { account, shipments } from "./server.ts";

const FIRST = 300_000;
const LATER = 40_000;
const STILL = 0.05;

/** How much of the page moved, and what. */
interface Moved {
  sum: number;
  what: string[];
}

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null }[];
}

/** Makes the line slow, and counts the bytes that come over it. */
async function slowLine(page: Page): Promise<{ line: CDPSession; bytes: () => number }> {
  const line = await page.context().newCDPSession(page);
  let sum = 0;
  line.on("Network.loadingFinished", (finished) => {
    sum += finished.encodedDataLength;
  });
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 });
  const bytes = () => {
    const now = sum;
    sum = 0;
    return now;
  };
  return { line, bytes };
}

test("the first page is under 300 kB and later ones under 40 kB, and none moves while it comes", async ({ page }) => {
  await page.addInitScript(() => {
    const moved: Moved = { sum: 0, what: [] };
    Object.assign(window, { moved });
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue;
        moved.sum += value;
        moved.what.push(...sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 60) : String(node?.textContent).slice(0, 60))));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const shipment = aShipment(30, "in_transit");
  const { bytes } = await slowLine(page);
  const weights: Record<string, number> = {};
  const seen = async (name: string): Promise<void> => {
    await page.waitForLoadState("networkidle");
    const moved = await page.evaluate(() => (window as unknown as { moved: Moved }).moved);
    expect(moved.sum, `${name} moves: ${moved.what.join(", ")}`).toBeLessThan(STILL);
    weights[name] = bytes();
  };

  await page.goto(at("/sign-in/"));
  await seen("sign-in");
  await fillSignIn(page, account("officer"));
  await seen("home");
  for (const path of ["/shipments/", `/shipments/${shipment}/`, `/shipments/${shipment}/items/`, "/inbox/", "/catalog/", "/shipments/new/"]) {
    await page.goto(at(path));
    await seen(path);
  }

  expect(weights["sign-in"] + weights.home, "sign-in and home weigh").toBeLessThan(FIRST);
  for (const [name, weight] of Object.entries(weights).slice(1)) {
    expect(weight, `${name} weighs ${weight}`).toBeGreaterThan(1_000);
    expect(weight, `${name} weighs ${weight}`).toBeLessThan(LATER);
  }
});

test("what is typed before the script has come stays, and becomes a draft", async ({ page }) => {
  await signIn(page, "officer");
  const id = aShipment(1, "in_progress");
  const form = at(`/shipments/${id}/edit/`);
  const field = page.locator("#f-description");
  page.on("dialog", (dialog) => dialog.accept());
  const { line } = await slowLine(page);
  // The cache would have the script at once.
  await line.send("Network.setCacheDisabled", { cacheDisabled: true });
  const typeEarly = async (words: string): Promise<void> => {
    const [release, comes] = gate();
    await page.route(/\/static\/app-\w+\.js$/, async (route) => {
      await comes;
      await route.continue();
    }, { times: 1 });
    await page.goto(form, { waitUntil: "commit" });
    await field.fill(words);
    release();
    await page.waitForLoadState("load");
    await expect(field).toHaveValue(words);
  };

  await typeEarly("Typed while it came");
  await page.goto(at("/help/"));
  await page.goto(form);
  await expect(field).toHaveValue("Typed while it came");
  await expect(page.locator("[data-draft]")).toBeVisible();

  // An older draft does not take the place of newer words.
  await typeEarly("Newer words");
});

test("a form on its way says so and is not sent twice", async ({ page }) => {
  await signIn(page, "officer");
  const name = `Once ${Date.now()}`;
  await page.goto(at("/shipments/new/"));
  await page.locator("#f-partner").selectOption({ index: 1 });
  await page.locator("#f-store_release").fill("WR-9002");
  await page.locator("#f-description").fill(name);
  await page.locator("#f-days").fill("3");
  const [release, comes] = gate();
  let sent = 0;
  await page.route("**/shipments/new/", async (route) => {
    sent += 1;
    await comes;
    await route.continue();
  });
  let pressed = 0;
  page.on("console", (message) => {
    if (message.text() === "pressed") pressed += 1;
  });
  // Nobody can ask a page that is about to be left, so it presses on by itself.
  const button = await page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>("form[data-guard] button.btn-primary");
    button?.click();
    setInterval(() => {
      button?.click();
      console.log("pressed");
    }, 50);
    return { busy: button?.ariaBusy, turns: button && getComputedStyle(button, "::after").animationName };
  });

  expect(button).toEqual({ busy: "true", turns: "turn" });
  await expect.poll(() => sent).toBe(1);
  const before = pressed;
  await expect.poll(() => pressed).toBeGreaterThan(before + 2);
  release();
  await expect(page).toHaveURL(/\/shipments\/\d+\/pack\/$/);
  expect(sent).toBe(1);
  expect(shipments().filter((one) => one.display_name.includes(name))).toHaveLength(1);
});

/** A promise and what fulfils it. */
function gate(): [() => void, Promise<void>] {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return [open, opened];
}
