# كلمات تستعملها كل الغرف: الأخطاء والأشياء والحالات والأدوار.
error-not-found = تعذّر العثور على { $what } { $id }.
error-invalid = هناك خطأ في الاستمارة.
error-invalid-characters = يحوي أحد النصوص محارف لا يمكن حفظها؛ يُرجى كتابته من جديد.
error-too-much = المجموع يتجاوز ما يستطيع النظام جمعه. تحقّق من الكميات والأسعار.
error-signed-out = سجّل الدخول أولاً.
error-forbidden = دورك لا يسمح بذلك.
error-internal = حدث خطأ من جهتنا، وقد تم تسجيله.
error-unavailable-database = لا يمكن الوصول إلى قاعدة البيانات الآن. حاول مرة أخرى بعد دقيقة.

thing-shipment = شحنة
thing-package = طرد
thing-package-item = مادة
thing-token = رمز
thing-user = مستخدم
thing-link = رابط
thing-exception = حالة تنتظر قراراً
thing-job = مهمة

status-in-progress = قيد التحضير
status-ready = جاهز للاستلام
status-picked-up = تم التسلّم للنقل
status-in-transit = في الطريق
status-received = تم الوصول
status-overdue = متأخر
status-lost = مفقود
status-cancelled = ملغى

role-partner = شريك
role-officer = مسؤول متابعة
role-manager = مدير متابعة
role-coordinator = منسّق
list-more = { $first }، { $next }
list-last = { $first } و{ $next }
