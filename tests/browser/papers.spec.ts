// Printing seen on the screen: the dialog, the question before a shipment becomes ready, and every paper; what comes out of the
// printer is measured in papers-pdf.spec.ts.
import { expect, test } from "@playwright/test";
import { type Language, LANGUAGES, at, complaints, keepsTheRules, sentence, signIn } from "./kit.ts";
import { aShipment } from "./made.ts";
import { shipments } from "./server.ts";

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`an officer finds the dialog, is asked, and prints a draft in ${language}`, async ({ page }) => {
    const wrong = complaints(page);
    const shipment = aShipment(2, "in_progress");
    await signIn(page, "officer", language);
    await page.goto(at(`/shipments/${shipment}/`));
    // Finalizing is the next step; printing is in the menu beside it.
    await page.locator(".page-actions details.menu > summary").click();
    const [dialog] = await Promise.all([page.waitForEvent("popup"), page.locator(`a[href$="/shipments/${shipment}/print/"]`).click()]);
    await dialog.waitForLoadState();
    await keepsTheRules(dialog, language);
    await expect(dialog.locator(".for-size")).toBeHidden();

    await dialog.locator("input[name=what][value=barcodes]").check();
    await expect(dialog.locator(".for-size")).toBeVisible();
    await dialog.locator("input[name=size][value='8']").check();
    await dialog.locator("form.print-dialog button.btn-primary").click();
    await expect(dialog.locator("h1")).toHaveText(sentence("paper-confirm-title", language));
    await keepsTheRules(dialog, language);

    await dialog.getByRole("link", { name: sentence("paper-print-draft", language) }).click();
    await expect(dialog.locator("svg.qr")).toHaveCount(2);
    await expect(dialog.locator(".block .draft").first()).toHaveText(sentence("paper-draft", language));
    await keepsTheRules(dialog, language);
    await dialog.close();
    expect(shipments().find((one) => one.id === shipment)?.status).toBe("in_progress");
    expect(wrong).toEqual([]);
  });

  test(`every paper keeps the rules on the screen in ${language}`, async ({ page }) => {
    const shipment = aShipment(2);
    await signIn(page, "officer", language);
    for (const what of ["summary", "full", "details", "barcodes", "labels_a4", "labels_roll", "waybill"]) {
      await page.goto(at(`/shipments/${shipment}/papers/?what=${what}`));
      await keepsTheRules(page, language);
      await expect(page.locator(".absent")).toHaveCount(0);
    }
    await page.goto(at(`/shipments/${shipment}/papers/?what=summary&packages=1-1000`));
    await expect(page.locator(".absent")).toContainText(sentence("paper-absent", language));
    await keepsTheRules(page, language);
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".absent")).toBeHidden();
    await page.emulateMedia({ media: null });
  });
}
