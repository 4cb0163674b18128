# الطرود: ما تقوله الخدمات والصفحات عنها.
package-shipment-not-in-progress = لا يمكن تغيير المحتويات إلا والشحنة قيد التحضير. أعد فتحها أولاً.
package-name-required = يحتاج الطرد إلى اسم.
package-too-long = النص أطول من اللازم: { $limit } حرفاً على الأكثر.
package-count-range = يمكن إنشاء ما بين 1 و { $most } طرد دفعة واحدة.
package-quantity-range = يجب أن تكون الكمية بين 1 و { $most }.
package-item-unknown = لم تعد إحدى هذه المواد في القائمة. اخترها من جديد.
package-name = الطرد
package-items = المواد
package-item = المادة
package-last-seen = شوهد آخر مرة
package-place-unknown = مكان غير مسمّى
package-journey = الرحلة
package-scan-count = { $count ->
    [zero] لا عمليات مسح
    [one] عملية مسح واحدة
    [two] عمليتا مسح
    [few] { $count } عمليات مسح
    [many] { $count } عملية مسح
   *[other] { $count } عملية مسح
}
package-contents = المحتويات
package-supplier = المورّد
package-empty = فارغ
package-empty-hint = لم يُعبّأ فيه شيء.
package-number = الرقم
