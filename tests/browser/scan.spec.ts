// A phone scans a package far away, and the officer's page shows it.
import { expect, test } from "@playwright/test";
import { at, sentence, signIn } from "./kit.ts";
import { cts, shipments } from "./server.ts";

interface Package {
  code: string;
  own_status: string;
}

/** Fills in the country's package form, as a phone would. */
async function scan(code: string, location: string): Promise<void> {
  const now = new Date().toISOString();
  const data = { start: now, end: now, deviceid: "browser-tests", current_location: location, gps: "36.2 37.16 300 5", "package": [{ "package/qr_code": code }] };
  const answer = await fetch(`${process.env.CTS_TEST_FORMS_URL}/control/submit`, { method: "POST", body: JSON.stringify({ form: 4101, data }) });
  expect(answer.ok, await answer.text()).toBe(true);
}

test("a scan arrives and the page shows the new status", async ({ page }, info) => {
  // Wide and phone each take a package of their own.
  const waiting = shipments().filter((shipment) => shipment.status === "ready");
  const shipment = waiting[info.project.name === "wide" ? 0 : 1];
  const { packages } = JSON.parse(cts(["shipment", "show", String(shipment.id), "--json"])) as { packages: Package[] };
  const code = packages.find((one) => one.own_status === "ready")?.code ?? "";
  await signIn(page, "officer@example.org");
  await page.goto(at(`/shipments/${shipment.id}/`));
  await expect(page.locator("tr", { hasText: code }).first()).toContainText(sentence("status-ready", "en"));

  await scan(code, "STATUS_RECEIVED-Distribution_Point");
  cts(["scan", "poll"]);
  await page.reload();

  await expect(page.locator("tr", { hasText: code }).first()).toContainText(sentence("status-received", "en"));
});
