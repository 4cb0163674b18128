# كلمات الكتالوج: المواد والأطقم والمانحون والموردون والناقلون.
catalog-thing-item = مادة
catalog-thing-kit = طقم
catalog-required = هذا الحقل مطلوب.
catalog-too-long = لا يتسع لأكثر من { $limit } حرفاً.
catalog-negative = لا يمكن أن تكون القيمة أقل من الصفر.
catalog-too-much = هذا المبلغ كبير جداً.
catalog-taken = هذا موجود في القائمة من قبل.
catalog-item-taken = توجد في الكتالوج مادة بالوصف والمانح والمورد والسعر المحلي نفسها.
catalog-quantity = يجب أن تكون الكمية بين 1 و { $limit }.
catalog-no-item = إحدى هذه المواد لم تعد في الكتالوج.
