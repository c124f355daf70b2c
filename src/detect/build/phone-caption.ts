// Captions of telephone numbers in the languages that closemask serves, shared by the rules on them.

import { caption } from "./caption.ts";

/** Written as for `caption`. */
export const PHONE_WORDS: readonly string[] = [
  ..."*phone,*phones,phone no,telephone,tel,tel no,mobile,mob,cell,cell phone,fax,whatsapp,sms,msisdn,*_phone*,call,hotline,contact no,contact number,dial".split(
    ",",
  ),
  ..."preferred number,prefered number,call me at,call us at,reach me at,text me at,mobile no,phonenumber*,mobilephone*".split(
    ",",
  ),
  ..."telefon*,telefono,teléfono,móvil,movil,celular,handy,handynummer,rufnummer,mobil,mobilnummer,téléphone,portable,gsm,cellulare".split(
    ",",
  ),
  ..."telefone,telemóvel,fone,phone number".split(","),
  ..."telefon numarası,telefon numaram,cep,cep telefonu,cep no,iletişim,numaram,gsm no".split(","),
  ..."电话,手机,手机号,手机号码,电话号码,电话号,联系电话,联系方式,致电,拨打,座机,固话,传真,热线,来电,移动电话,小灵通,號碼,電話,手機,聯絡電話".split(
    ",",
  ),
  ..."携帯,電話番号,携帯電話,ファックス,전화,휴대폰,휴대전화,연락처,핸드폰,फोन नंबर,फोन,फ़ोन,मोबाइल,मोबाइल नंबर".split(
    ",",
  ),
  ..."เบอร์โทร,เบอร์โทรศัพท์,โทรศัพท์,โทร,มือถือ,số điện thoại,điện thoại,sđt,telepon,nomor telepon,no hp,nomor hp,no telp,telefon bimbit".split(
    ",",
  ),
  ..."هاتف,رقم الهاتف,جوال,رقم الجوال,موبايل,تلفن,شماره تلفن,טלפון,נייד,מספר טלפון,simu,nambari ya simu".split(","),
];

/** A caption of a telephone number stands right before. */
export const phoneCaption = caption(PHONE_WORDS);
