// Places by name: countries as the runtime knows them, cities that time zones are named after, the larger cities and the states
// of some countries. Names of people that are also places are told apart where they are found, not here.

import { hashWord } from "./word-set.ts";

const CITIES = `New York|Los Angeles|Chicago|Houston|Philadelphia|Phoenix|San Antonio|San Diego|Dallas|San Jose|Austin|San Francisco|Seattle|Denver|Boston|
Portland|Las Vegas|Detroit|Memphis|Baltimore|Milwaukee|Albuquerque|Tucson|Fresno|Sacramento|Atlanta|Miami|Oakland|Minneapolis|Cleveland|Tampa|
New Orleans|Honolulu|Pittsburgh|Cincinnati|St. Louis|Orlando|Buffalo|Salt Lake City|Boise|Richmond|Springfield|Palo Alto|Mountain View|Santa Monica|
Brooklyn|Manhattan|Queens|Hollywood|Silicon Valley|Toronto|Montreal|Montréal|Vancouver|Ottawa|Calgary|Edmonton|Winnipeg|Quebec City|London|Manchester|
Birmingham|Liverpool|Leeds|Sheffield|Bristol|Glasgow|Edinburgh|Cardiff|Belfast|Newcastle|Nottingham|Leicester|Oxford|Cambridge|Brighton|Southampton|
Dublin|Cork|Galway|Paris|Marseille|Lyon|Toulouse|Nice|Nantes|Strasbourg|Bordeaux|Lille|Berlin|Hamburg|Munich|München|Cologne|Köln|Frankfurt|Stuttgart|
Düsseldorf|Leipzig|Dresden|Hannover|Nuremberg|Bremen|Dortmund|Essen|Bonn|Vienna|Wien|Salzburg|Graz|Zurich|Zürich|Geneva|Genève|Basel|Bern|Lausanne|
Amsterdam|Rotterdam|The Hague|Utrecht|Eindhoven|Brussels|Antwerp|Ghent|Bruges|Luxembourg|Madrid|Barcelona|Valencia|Seville|Sevilla|Zaragoza|Málaga|
Bilbao|Granada|Salamanca|Lisbon|Lisboa|Porto|Rome|Roma|Milan|Milano|Naples|Napoli|Turin|Torino|Florence|Venice|Bologna|Palermo|Genoa|Athens|
Thessaloniki|Istanbul|Ankara|Izmir|Moscow|Saint Petersburg|St. Petersburg|Kyiv|Kiev|Kharkiv|Odessa|Lviv|Minsk|Warsaw|Krakow|Kraków|Gdansk|Wroclaw|
Poznan|Prague|Praha|Brno|Bratislava|Budapest|Bucharest|Sofia|Belgrade|Zagreb|Ljubljana|Sarajevo|Skopje|Tirana|Vilnius|Riga|Tallinn|Helsinki|Stockholm|
Gothenburg|Malmö|Oslo|Bergen|Trondheim|Copenhagen|Aarhus|Reykjavik|Cairo|Alexandria|Casablanca|Rabat|Marrakesh|Tunis|Algiers|Tripoli|Lagos|Abuja|
Ibadan|Kano|Accra|Kumasi|Dakar|Abidjan|Bamako|Nairobi|Mombasa|Kampala|Kigali|Addis Ababa|Dar es Salaam|Lusaka|Harare|Johannesburg|Cape Town|Durban|
Pretoria|Luanda|Maputo|Kinshasa|Khartoum|Dubai|Abu Dhabi|Doha|Riyadh|Jeddah|Mecca|Medina|Kuwait City|Muscat|Beirut|Damascus|Amman|Baghdad|Basra|
Tehran|Isfahan|Jerusalem|Tel Aviv|Haifa|Kabul|Karachi|Lahore|Islamabad|Delhi|New Delhi|Mumbai|Bombay|Bangalore|Bengaluru|Chennai|Kolkata|Calcutta|
Hyderabad|Pune|Ahmedabad|Jaipur|Dhaka|Colombo|Kathmandu|Yangon|Bangkok|Chiang Mai|Phuket|Hanoi|Ho Chi Minh City|Saigon|Phnom Penh|Vientiane|
Kuala Lumpur|Singapore|Jakarta|Surabaya|Bali|Bandung|Manila|Cebu|Hong Kong|Macau|Taipei|Kaohsiung|Beijing|Shanghai|Guangzhou|Shenzhen|Chengdu|
Chongqing|Wuhan|Xi'an|Hangzhou|Nanjing|Tianjin|Suzhou|Qingdao|Dalian|Harbin|Xiamen|Kunming|Seoul|Busan|Incheon|Tokyo|Osaka|Kyoto|Yokohama|Nagoya|
Sapporo|Kobe|Fukuoka|Hiroshima|Nagasaki|Ulaanbaatar|Almaty|Astana|Tashkent|Samarkand|Bishkek|Baku|Tbilisi|Yerevan|Sydney|Melbourne|Brisbane|Perth|
Adelaide|Canberra|Hobart|Darwin|Auckland|Wellington|Christchurch|Suva|Mexico City|Ciudad de México|Guadalajara|Monterrey|Puebla|Cancún|Tijuana|
Guatemala City|San Salvador|Tegucigalpa|Managua|Panama City|Havana|La Habana|Kingston|Santo Domingo|Port-au-Prince|San Juan|Bogotá|Medellín|Cali|
Cartagena|Caracas|Quito|Guayaquil|Lima|Cusco|La Paz|Santiago|Valparaíso|Buenos Aires|Córdoba|Rosario|Mendoza|Montevideo|Asunción|São Paulo|
Rio de Janeiro|Brasília|Salvador|Recife|Fortaleza|Belo Horizonte|Curitiba|Porto Alegre`;

const REGIONS = `Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|
Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|
North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|
West Virginia|Wisconsin|Wyoming|Ontario|Quebec|British Columbia|Alberta|Manitoba|Saskatchewan|Nova Scotia|New Brunswick|England|Scotland|Wales|
Northern Ireland|Kent|Essex|Sussex|Surrey|Yorkshire|Lancashire|Cornwall|Devon|Norfolk|Suffolk|Bavaria|Bayern|Saxony|Hesse|Catalonia|Andalusia|
Galicia|Tuscany|Sicily|Sardinia|Lombardy|Normandy|Brittany|Provence|Flanders|Wallonia|Siberia|Crimea|Kashmir|Punjab|Kerala|Gujarat|Maharashtra|
Tamil Nadu|Karnataka|Bihar|Tibet|Xinjiang|Sichuan|Guangdong|Yunnan|Hunan|Hubei|Zhejiang|Jiangsu|Fujian|Shandong|Hokkaido|Okinawa|New South Wales|
Queensland|Tasmania|Europe|Asia|Africa|South America|North America|Latin America|Middle East|Oceania|Antarctica|Scandinavia|Balkans|Caribbean|
USA|U.S.|UK|UAE|United States of America|Great Britain|Holland|Burma|Ivory Coast|Czech Republic|Vatican|Kosovo|South Korea|North Korea|Turkey|
España|México|Perú|Brasil|Deutschland|Italia|Argentina|Estados Unidos|Reino Unido|Alemania|Francia`;

/** Codes of countries that `Intl` names; two letters each. */
const COUNTRIES =
  `AFALDZADAOAGARAMAUATAZBSBHBDBBBYBEBZBJBTBOBABWBRBNBGBFBIKHCMCACVCFTDCLCNCOKMCGCDCRHRCUCYCZDKDJDMDOECEGSVGQEREESZETFJFIFRGAGMGEDEGH
GRGDGTGNGWGYHTHNHUISINIDIRIQIEILITJMJPJOKZKEKIKPKRKWKGLALVLBLSLRLYLILTLUMGMWMYMVMLMTMHMRMUMXFMMDMCMNMEMAMZNANRNPNLNZNINENGNOOMPKPWPAPGPYPEPHPLPT
QARORURWWSSMSTSASNRSSCSLSGSKSISBSOZASSESLKSDSRSECHSYTJTZTHTLTGTOTTTNTRTMTVUGUAAEGBUSUYUZVUVEVNYEZMZWGLPRTWPSVA`.replace(
    /\s/g,
    "",
  );

/** Organisations of several words that hold none which says so. */
const COMPANIES = `Morgan Stanley|Goldman Sachs|Wells Fargo|Johnson & Johnson|Procter & Gamble|American Express|General Electric|General Motors|Louis Vuitton|
Harley-Davidson|Ernst & Young|Marks & Spencer|Deutsche Telekom|Credit Suisse|Crédit Agricole|BNP Paribas|Société Générale|Mercedes-Benz|Eli Lilly|
Johns Hopkins|Kaiser Permanente|Red Cross|Red Hat|British Airways|Air France|Air China|Warner Bros|Electronic Arts|Hugging Face|Stack Overflow|Burger King|
Taco Bell|Pizza Hut|Home Depot|Best Buy|Whole Foods|Trader Joe's|Rolls-Royce|Aston Martin|Land Rover|Alfa Romeo|Standard Chartered|Legal & General|
Charles Schwab|Merrill Lynch|Lehman Brothers|Bain & Company|Boston Consulting Group|Price Waterhouse|Western Union|Thomson Reuters|Dow Jones|Fox News|
New York Times|Financial Times|Wall Street Journal|World Bank|United Nations|European Union|European Commission|White House|Amnesty International|
Doctors Without Borders|Médecins Sans Frontières|Saudi Aramco|China Mobile|Bharti Airtel|Tata Motors|Reliance Industries|Mahindra & Mahindra|Arab League|
JPMorgan Chase|Banco do Brasil|Hewlett-Packard|Hewlett Packard|Bright Horizons`;

let places: Map<number, readonly number[][]> | undefined;
let companies: Map<number, readonly number[][]> | undefined;

/** Names of countries in a tongue; empty where the runtime does not know it. */
export function countryNames(language: string): string[] {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  return (COUNTRIES.match(/../g) ?? []).flatMap((code) => names.of(code) ?? []);
}

/** Phrases by the hash of their first word, the longest first: the hashes of the words that follow it. */
type Phrases = ReadonlyMap<number, readonly number[][]>;

export function placeTable(): Phrases {
  places ??= phrases([...`${CITIES}|${REGIONS}`.split("|"), ...countryNames("en"), ...countryNames("es")]);
  return places;
}

export function companyTable(): Phrases {
  companies ??= phrases(COMPANIES.split("|"));
  return companies;
}

function phrases(names: readonly string[]): Map<number, readonly number[][]> {
  const table = new Map<number, number[][]>();
  for (const name of names) {
    const words = name
      .trim()
      .split(/[^\p{L}'’-]+/u)
      .filter((word) => word.length > 0);
    const [first, ...rest] = words.map((word) => hashWord(word, 0, word.length));
    if (first === undefined || name.trim().length < 2) continue;
    const list = table.get(first);
    if (list === undefined) table.set(first, [rest]);
    else list.push(rest);
  }
  for (const list of table.values()) list.sort((a, b) => b.length - a.length);
  return table;
}
