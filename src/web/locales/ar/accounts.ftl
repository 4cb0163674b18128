# الحسابات وتسجيل الدخول.
sign-in-title = تسجيل الدخول
sign-in-lead = تتبّع المواد في { $country }
sign-in-email = البريد الإلكتروني
sign-in-password = كلمة المرور
sign-in-button = دخول
sign-in-wrong = البريد الإلكتروني أو كلمة المرور غير صحيحة.
sign-in-inactive = هذا الحساب موقوف. اطلب من أحد المنسّقين تفعيله.
sign-in-signed-out = تم تسجيل خروجك.
sign-in-idle = تم تسجيل خروجك لعدم وجود نشاط منذ 30 دقيقة.
sign-in-password-set = تم تعيين كلمة مرورك. سجّل الدخول بها.

user-email-wrong = اكتب بريداً إلكترونياً مثل name@example.org.
user-email-not-ascii = قبل العلامة @ لا تُستعمل إلا حروف لاتينية (a إلى z) وأرقام وعلامات: خوادم البريد لا ترسل إلى غيرها.
user-email-taken = يوجد حساب بهذا البريد الإلكتروني.
user-name-long = 60 حرفاً على الأكثر.
user-mobile-wrong = أرقام ومسافات و - ( ) . فقط، مع + اختيارية في البداية، و45 حرفاً على الأكثر.
user-skype-wrong = من 6 إلى 32 من الأحرف اللاتينية الصغيرة والأرقام و . , - _ على أن يبدأ بحرف.
user-color-wrong = اكتب لوناً مثل #3cb879.
user-password-short = { $count ->
    [few] { $count } أحرف على الأقل.
    [many] { $count } حرفاً على الأقل.
   *[other] { $count } حرف على الأقل.
}
user-password-long = 500 حرف على الأكثر.
user-is-active = حساب { $name } مفعّل من قبل.
user-is-inactive = حساب { $name } موقوف من قبل.
user-deactivate-self = لا يمكنك إيقاف حسابك أنت.

link-title = عيّن كلمة مرورك
link-lead = لحساب { $name }.
link-first-title = مرحبًا بك في { $country }
link-first-lead = أنشئ حساب المنسّق الأول. يمكنك بعد ذلك إنشاء حسابات للجميع.
link-name = اسمك
link-password = كلمة المرور الجديدة
link-again = كلمة المرور مرة أخرى
link-button = تعيين كلمة المرور
link-differs = كلمتا المرور غير متطابقتين.
link-gone-title = هذا الرابط لم يعد صالحًا
link-gone-text = يعمل الرابط مرة واحدة ولمدة محدودة. اطلب إرسال رابط جديد إليك.
link-send-new = أرسل رابطاً جديداً
link-has-coordinator = لهذا البلد منسّق بالفعل؛ من يستطيع تسجيل الدخول يمكنه إنشاء الحسابات.

sign-in-forgotten = ليست لديك كلمة مرور أو نسيتها؟
user-password-email = عنوانك ليس كلمة مرور.
user-password-common = يستخدم كثيرون كلمة مرور كهذه. اختر بضع كلمات من عندك.
user-notes-long = 2000 حرف على الأكثر.
user-role-wrong = اختر دوراً.
user-role-self = لا يمكنك تغيير دورك أنت. اطلب ذلك من منسّق آخر.
user-no-device = لا هاتف مرتبط بهذا الحساب.

languages-title = اللغات
languages-lead = اللغات التي يمكن للأشخاص اختيارها لصفحاتهم، واللغة التي يراها من لم يختر.
languages-offered = المتاحة
languages-first = الافتراضية
languages-first-hint = لكل من لم يختر لغة، وقبل تسجيل الدخول.
languages-none = اختر لغة واحدة على الأقل.
languages-first-not-offered = يجب أن تكون اللغة الافتراضية من اللغات المتاحة.
languages-not-offered = الصفحات غير متاحة بهذه اللغة. اختر إحدى اللغات الموجودة في القائمة.
languages-saved = حُفظت اللغات.
