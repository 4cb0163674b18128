# الأشخاص: القائمة والاستمارة والرموز والرسائل والحساب الشخصي.
users-lead = من يستطيع ماذا، ومتى كان هنا آخر مرة.
users-new = شخص جديد
users-new-lead = من دون كلمة مرور يُدعى الشخص بالبريد لتعيينها.
users-make = إنشاء الحساب
users-search = الاسم أو البريد الإلكتروني
users-filter = تصفية الأشخاص
users-all = الكل
users-off = موقوف
users-none = لا أحد بعد
users-none-found = لم يُعثر على أحد
users-none-found-hint = لا أحد يطابق. أزل أحد الشروط.
users-show-all = عرض الكل

user-name = الاسم
user-role = الدور
user-mobile = الهاتف المحمول
user-skype = سكايب
user-color = اللون
user-color-hint = لون الشريك في القوائم والخرائط؛ اتركه فارغاً إن لم ترد لوناً.
user-color-free = الأبعد عن المستعملة:
user-code = الرمز
user-device = الهاتف
user-device-bound = مرتبط
user-device-none = لا يوجد
user-device-hint = لا هاتف مرتبط. يمسح الشخص رمزه باستمارة ربط الأجهزة.
user-device-remove = إزالة الهاتف
user-device-removed = أُزيل هاتف { $name }.
user-code-open = رمز QR للشخص
user-code-title = رمز QR لـ { $name }
user-code-hint = إذا مُسح مرة واحدة باستمارة ربط الأجهزة رُبط الهاتف بهذا الشخص.
user-seen = آخر دخول
user-joined = منذ
user-notes = ملاحظات
user-notes-hint = يراها المنسّقون ولا يراها الشخص.
user-superuser = صلاحيات كاملة
user-language-country = كما في البلد
user-facts = معلومات
user-edit = تعديل
user-edit-title = تعديل { $name }
user-access = الوصول
user-password-keep = اتركها فارغة لتبقى كما هي.
user-password-none = اتركها فارغة ليُدعى الشخص بالبريد.
user-made = أُنشئ حساب { $name }.
user-invited = أُنشئ حساب { $name }، وتُرسل دعوة إلى { $email }.
user-saved = حُفظ حساب { $name }.
user-link-hint = رسالة فيها رابط لتعيين كلمة مرور جديدة. يعمل مرة واحدة خلال ثلاثة أيام.
user-link-mail = أرسل رابطاً لكلمة مرور جديدة
user-invite-again = أرسل الدعوة من جديد
user-link-mailed = يُرسل رابط إلى { $email }.
user-invited-text = لم تُعيَّن كلمة مرور بعد: دُعي الشخص بالبريد.
user-off-text = هذا الحساب موقوف. يبقى ما فعله الشخص؛ لا يستطيع الدخول، ورموزه لا قيمة لها.
user-off-hint = لا يُحذف أحد أبداً: يبقى ما فعله الشخص.
user-switch-off = إيقاف الحساب
user-switch-on = تفعيل الحساب
user-switched-off = أُوقف حساب { $name }.
user-switched-on = فُعّل حساب { $name }.
role-partner-may = يرى شحناته ويؤكد ما وصل منها
role-officer-may = ينشئ الشحنات والطرود والأطقم والكتالوج ويرى كل الشركاء
role-manager-may = يستطيع ما يستطيعه مسؤول المتابعة
role-coordinator-may = يستطيع كل شيء، ومنه الأشخاص والمانحون والموردون وهذا النظام

token-title = رموز للبرامج
token-lead = البرنامج الذي يحمل رمزاً كهذا يستطيع ما يستطيعه هذا الشخص.
token-name = الاسم
token-begins = يبدأ بـ
token-created = أُنشئ
token-used = آخر استعمال
token-revoke = إبطال
token-revoked = لم يعد للرمز "{ $name }" قيمة.
token-new = إنشاء رمز
token-new-name = اسم رمز جديد
token-new-hint = الغرض منه، مثلاً التقرير الشهري.
token-name-wrong = من 1 إلى 60 حرفاً.
token-name-taken = لهذا الشخص رمز بهذا الاسم.
token-made = هذا هو الرمز. انسخه الآن: لن يُعرض مرة أخرى.
token-made-before = أُنشئ الرمز "{ $name }". لا يُعرض نصّه إلا مرة واحدة: إن لم ينسخه أحد، فأبطل الرمز وأنشئ غيره.

invitation-subject = حساب جديد في CTS { $country }
invitation-greeting = مرحباً { $name }،
invitation-lead = أُنشئ لك حساب في نظام تتبّع المواد في { $country }. عيّن كلمة مرور ثم سجّل الدخول بـ { $email }.
invitation-worth = { $days ->
    [zero] يعمل الرابط مرة واحدة اليوم.
    [one] يعمل الرابط مرة واحدة خلال يوم.
    [two] يعمل الرابط مرة واحدة خلال يومين.
    [few] يعمل الرابط مرة واحدة خلال { $days } أيام.
    [many] يعمل الرابط مرة واحدة خلال { $days } يوماً.
   *[other] يعمل الرابط مرة واحدة خلال { $days } يوم.
}
invitation-mistake = إن لم تعرف ما هذا فتجاهل الرسالة.
reset-subject = إعادة تعيين كلمة المرور في CTS { $country }
reset-lead = طُلبت كلمة مرور جديدة لحسابك في نظام تتبّع المواد في { $country } ({ $email }).
reset-mistake = إن لم تطلبها فتجاهل الرسالة: تبقى كلمة مرورك كما هي.
reset-title = كلمة مرور جديدة
reset-page-lead = نرسل إليك رابطاً لتعيينها.
reset-button = إرسال الرابط
reset-sent-title = انظر في بريدك
reset-sent-text = إن وُجد حساب بهذا العنوان فالرابط في الطريق. يعمل مرة واحدة خلال ثلاثة أيام. انظر في مجلد الرسائل المزعجة أيضاً.

profile-title = حسابك
profile-about = عنك
profile-time = الوقت
profile-time-24 = 24 ساعة (15:40)
profile-time-12 = 12 ساعة (3:40 م)
profile-saved = حُفظ حسابك.
profile-password = كلمة المرور
profile-current = كلمة المرور الحالية
profile-current-wrong = هذه ليست كلمة مرورك الحالية.
profile-password-change = تغيير كلمة المرور
profile-password-set = { $count ->
    [0] غُيّرت كلمة مرورك.
    [zero] غُيّرت كلمة مرورك.
    [one] غُيّرت كلمة مرورك؛ على متصفح آخر أن يسجّل الدخول من جديد.
    [two] غُيّرت كلمة مرورك؛ على متصفحين آخرين تسجيل الدخول من جديد.
    [few] غُيّرت كلمة مرورك؛ على { $count } متصفحات أخرى تسجيل الدخول من جديد.
    [many] غُيّرت كلمة مرورك؛ على { $count } متصفحاً آخر تسجيل الدخول من جديد.
   *[other] غُيّرت كلمة مرورك؛ على { $count } متصفح آخر تسجيل الدخول من جديد.
}
profile-sessions = أين سجّلت الدخول
profile-browser = المتصفح
profile-browser-on = { $browser } على { $system }
profile-since = الدخول
profile-last = آخر نشاط
profile-this = هذا
profile-end = إنهاء
profile-session-ended = على ذلك المتصفح تسجيل الدخول من جديد.
profile-everywhere = الخروج من كل مكان
profile-everywhere-hint = على كل المتصفحات، وهذا منها، تسجيل الدخول من جديد.
user-off-sure = إيقاف حساب { $name }؟ سيُسجَّل خروجه من كل مكان فوراً.
token-revoke-sure = إلغاء الرمز { $name }؟ كل ما يستعمله يتوقف عن العمل فوراً.
user-device-remove-sure = إزالة هاتف { $name }؟ لا يُحسب ما يرسله له إلا بعد ربطه من جديد.
profile-end-sure = إنهاء جلسة { $browser }؟ عليه تسجيل الدخول من جديد.
profile-everywhere-sure = الخروج من كل مكان؟ على كل المتصفحات، وهذا منها، تسجيل الدخول من جديد.
profile-digits = الأرقام
profile-digits-western = غربية (123)
profile-digits-arabic = عربية (١٢٣)
