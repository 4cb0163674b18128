# Katalog sözcükleri: kalemler, kitler, bağışçılar, tedarikçiler, nakliyeciler.
catalog-thing-item = kalem
catalog-thing-kit = kit
catalog-required = Bu alan gereklidir.
catalog-too-long = En fazla { $limit } karakter sığar.
catalog-negative = Sıfırdan küçük olamaz.
catalog-too-much = Bu tutar çok büyük.
catalog-taken = Bu zaten listede.
catalog-item-taken = Bu açıklama, bağışçı, tedarikçi ve yerel fiyatla bir kalem zaten katalogda.
catalog-quantity = Miktar 1 ile { $limit } arasında olmalıdır.
catalog-no-item = Bu kalemlerden biri artık katalogda değil.
