# Sevkiyatlar: hizmetlerin ve sayfaların söyledikleri.
shipment-store-release-required = Depo çıkış numarasını girin.
shipment-too-long = Çok uzun: en fazla { $limit } harf.
shipment-expected-before-shipped = Bir sevkiyatın beklenen günü çıkış gününden önce olamaz.
shipment-no-partner = Hesabı etkin olan bir ortak seçin.
shipment-no-transporter = Listeden bir nakliyeci seçin.
shipment-note-required = Nedenini anlatan bir not yazın.
shipment-cannot-finalize = Yalnızca hazırlanan bir sevkiyat tamamlanabilir.
shipment-cannot-reopen = Yalnızca teslim almaya hazır bir sevkiyat yeniden açılabilir.
shipment-cannot-cancel = Ulaşmış, kaybolmuş veya iptal edilmiş bir sevkiyat iptal edilemez.
shipment-cannot-lose = Yalnızca teslim alınmış bir sevkiyat kayıp sayılabilir.
shipment-not-lost = Yalnızca kayıp bir sevkiyatın notu değiştirilebilir.
shipment-cannot-reinstate = Yalnızca kayıp veya iptal edilmiş bir sevkiyat geri alınabilir.
