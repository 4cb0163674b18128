# الشحنات: ما تقوله الخدمات والصفحات عنها.
shipment-store-release-required = أدخل رقم إذن الصرف.
shipment-too-long = النص أطول من اللازم: { $limit } حرفاً على الأكثر.
shipment-expected-before-shipped = لا يمكن أن يُتوقع وصول الشحنة قبل مغادرتها.
shipment-no-partner = اختر شريكاً حسابه فعّال.
shipment-no-transporter = اختر ناقلاً من القائمة.
shipment-note-required = اكتب ملاحظة تبيّن السبب.
shipment-cannot-finalize = لا يمكن إنهاء تحضير شحنة إلا وهي قيد التحضير.
shipment-cannot-reopen = لا يمكن إعادة فتح شحنة إلا وهي جاهزة للاستلام.
shipment-cannot-cancel = لا يمكن إلغاء شحنة وصلت أو فُقدت أو أُلغيت.
shipment-cannot-lose = لا يمكن اعتبار شحنة مفقودة إلا بعد تسلّمها للنقل.
shipment-not-lost = لا يمكن تغيير الملاحظة إلا لشحنة مفقودة.
shipment-cannot-reinstate = لا يمكن استرجاع إلا شحنة مفقودة أو ملغاة.
