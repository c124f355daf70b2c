// Words that say what stands beside them: titles, roles, verbs of speech, forms of companies, kinds of streets, in English with
// the most common ones of Spanish, French and German. Each has bits in one table; what the bits are worth is said where they
// are used. Names themselves are not here.

import { hashWord } from "./word-set.ts";

export const TITLE = 1 << 0;
export const GREETING = 1 << 1;
export const ASK = 1 << 2;
export const ROLE = 1 << 3;
export const LABEL = 1 << 4;
export const SPEECH = 1 << 5;
export const CLOSING = 1 << 6;
export const ORG_FORM = 1 << 7;
export const ORG_HEAD = 1 << 8;
export const ORG_WEAK = 1 << 9;
export const NEVER = 1 << 11;
export const MONTH = 1 << 12;
export const PARTICLE = 1 << 13;
export const STREET = 1 << 14;
export const STREET_FIRST = 1 << 15;
export const UNIT = 1 << 16;
export const KNOWN_ORG = 1 << 17;
export const MAYBE_ORG = 1 << 18;
export const NAMED_WORD = 1 << 19;
export const DETERMINER = 1 << 20;
export const INSIDE = 1 << 21;
export const EMPLOYS = 1 << 22;
export const LIVES = 1 << 23;
export const LINK = 1 << 24;
export const FUNCTION = 1 << 25;
export const ADDRESS_LABEL = 1 << 26;
export const MODAL = 1 << 27;
export const ORG_LABEL = 1 << 28;
export const CONTACT = 1 << 10;
export const PRODUCT = 1 << 29;
export const POST = 1 << 30;
export const TRADE = 1 << 31;

const LISTS: readonly (readonly [number, string])[] = [
  [
    TITLE,
    `mr mrs ms miss mx dr prof professor sir dame madam madame mme mlle monsieur herr frau señor señora señorita sr sra srta don doña doctor
    doctora lord lady rev reverend father fr judge justice capt captain col colonel lt lieutenant sgt sergeant gen general sheikh imam rabbi
    president chancellor senator governor mayor minister king queen prince princess pope dott signor signora dra ing lic mister`,
  ],
  [
    GREETING,
    "dear hi hello hey thanks thank thx cheers welcome greetings hola querida querido estimado estimada gracias bonjour hallo liebe lieber",
  ],
  [
    CONTACT,
    `ask asked tell told call contact ping pinged meet met page email emailed mail remind reminded invite invited hire hired
    thank thanked notify notified cc attn copied paid visited married spoke emailing calling asking telling`,
  ],
  [
    ASK,
    `see saw know knew helped help by with from for to and or between about
    that says if when because while as since but until whether so under behind against like than then dear
    entre con por para según de y e contacte llame contactar avec und mit von`,
  ],
  [
    ROLE,
    `customer caller client patient user tenant landlord witness notary manager boss brother sister author agent director editor teacher
    chairman ceo cfo cto coo founder painter writer poet actor actress singer president deputy assistant colleague friend wife husband son
    daughter mother father mom dad uncle aunt cousin neighbour neighbor buyer seller lawyer attorney physician nurse engineer analyst
    spokesman spokeswoman spokesperson reporter journalist representative employee supervisor owner driver guest passenger borrower
    lender applicant candidate recipient sender contractor consultant partner secretary treasurer coach captain player designer developer
    scientist researcher student resident cliente usuario jefe jefa empleado paciente abogado director gerente autor presidente hermano
    hermana amigo amiga esposa marido claimant defendant plaintiff guarantor insured beneficiary trustee signatory requester operator
    admin administrator novelist composer philosopher artist photographer chef architect actor comedian musician`,
  ],
  [
    LABEL,
    `name names author authors user username customer contact recipient sender assigned assignee reporter requester owner agent operator
    signed approved reviewed reviewer created prepared submitted requested attn attention cc bcc from to caller patient physician
    buyer seller tenant landlord witness notary fullname displayname customername employee manager nombre contacto cliente firmado
    nom kunde ansprechpartner supervisor instructor teacher student guest passenger cardholder holder beneficiary approver approvedby
    createdby assignedto by directed written reportedby signedby requestedby updatedby firstname lastname surname contactname username customer_name realname`,
  ],
  [
    SPEECH,
    `said says say told tells asked asks replied replies wrote writes called calls thinks thought joined joins laughed lives lived teaches
    taught works worked was is has had reports reported reviewed agreed agrees explained explains added announced confirmed confirms
    believes argued noted notes claimed suggested signed sent sends received wants wanted needs needed bought sold opened moved left
    arrived came went took takes gave gives made makes met spoke speaks smiled nodded shrugged whispered shouted answered mentioned
    recommended declined accepted resigned retired married died studied graduated plays played sings painted composed lost won
    knows knew lied cried began begins starts started represented drove owes paid pays dijo dice llamó vive trabaja firmó viaja escribió cree afirmó afirma
    hat sagte ist a dit est born and who whose which logged hosted led leads runs ran submitted closed approved rejected escalated`,
  ],
  [
    MODAL,
    "will would can could should may might must cannot won't wouldn't didn't doesn't can't isn't wasn't hasn't also never always just",
  ],
  [
    CLOSING,
    `regards sincerely yours cheers best thanks respectfully cordially faithfully truly love warmly wishes saludo saludos atentamente
    cordialmente grüße grüßen cordialement thx br kr rgds`,
  ],
  [
    ORG_FORM,
    `inc incorporated llc llp ltd limited corp corporation co company plc gmbh ag kg ohg ug mbh sa sas sarl srl spa sl slu nv bv oy oyj
    ab as asa aps kk pty pte pvt bhd sdn ltda eirl lp pllc kgaa se sro zrt kft doo ood eood jsc ojsc pjsc pao ooo tbk`,
  ],
  [
    ORG_HEAD,
    `bank university universität université universidad hospital clinic college institute ministry department foundation airlines airways
    holdings ventures associates corporation consortium federation committee commission council agency bureau authority academy
    pharmaceuticals motors enterprises industries insurance brewery telecom petroleum polytechnic seminary banco université hochschule
    ayuntamiento instituto ministerio fundación embassy parliament senate orchestra union league organization organisation
    society guild museum library newspaper times gazette cathedral supermarket supermarkets bakery logistics logística construcciones`,
  ],
  [
    ORG_WEAK,
    `group partners systems solutions technologies technology company school center centre labs laboratories media studios consulting
    services capital securities trust energy electric electronics foods freight shipping trading robotics biotech analytics software
    networks communications entertainment productions publishing press records pictures properties realty estate hotel hotels
    club church fund financial finance international global worldwide brothers sons bros minera grupo editorial team organisation mining
    motors tools dynamics health healthcare medical dental legal advisors advisers architects engineering construction builders`,
  ],
  [
    POST,
    "ceo cto cfo coo founder cofounder co-founder chairman chairwoman director manager engineer analyst developer employee employees consultant spokesman spokeswoman spokesperson representative intern shares office offices subsidiary headquarters recruiter",
  ],
  [
    TRADE,
    "company agency firm bank startup start-up corporation retailer manufacturer insurer brewery nonprofit charity airline supermarket carmaker broker",
  ],
  [
    PARTICLE,
    "van von de der den del della di da dos das du la le ten ter bin ibn al el ben bint af av zu zur st san mac abu ni nic ua ap y e",
  ],
  [
    STREET,
    `street st avenue ave road rd lane ln drive dr boulevard blvd court ct place pl terrace ter square sq way parkway pkwy highway hwy
    crescent cres close circle cir alley row mews quay quayside walk grove gardens hill rise trail loop plaza wharf parade esplanade
    turnpike heights green view ridge run path pike broadway causeway crossing strand embankment meadow bypass vale mount cove bend`,
  ],
  [
    STREET_FIRST,
    `calle avenida av avda paseo plaza carrera camino ronda travesía rue avenue boulevard chemin allée impasse quai place via viale piazza
    corso largo rua travessa estrada alameda praça ulica ul ulitsa jalan jl jln strada calea bulevardul bd autopista carretera`,
  ],
  [
    UNIT,
    "apt apartment suite ste unit flat floor fl room rm building bldg block piso depto departamento puerta dept level tower wing office house box",
  ],
  [
    ADDRESS_LABEL,
    "address addresses dirección domicilio adresse anschrift indirizzo endereço residing resides located shipto mailto headquarters",
  ],
  [
    DETERMINER,
    "the a an this these those our your their its my his her every each some any no el la los las un una le les der die das ein eine",
  ],
  [INSIDE, "in at near into within across through around en"],
  [
    EMPLOYS,
    "work works worked working employed employer joined joining interned job consulting vendor supplier client firm trabaja joins",
  ],
  [
    LIVES,
    "lives lived live living based born grew resides returned return originally here trip moved move moving relocated travelling traveling travel travels flew fly flight trip from visit visited visiting arrived vivo vive",
  ],
  [ORG_LABEL, "company organization organisation employer vendor supplier org empresa firm firma carrier"],
  [LINK, "of for the and de del la du des für und y &"],
  [
    MONTH,
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec",
  ],
];

/** Capitalised words that are nobody's name: days, tongues, products, words of protocols, words of forms. */
const NEVERS = `foo bar baz qux lorem ipsum monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
easter christmas ramadan halloween thanksgiving hanukkah diwali english french german spanish chinese japanese russian
arabic italian portuguese dutch korean hindi latin greek american british canadian european african asian mexican
brazilian indian australian irish scottish welsh swedish norwegian danish finnish polish turkish israeli egyptian
nigerian kenyan christian muslim jewish catholic buddhist hindu islam java javascript typescript python kotlin scala
rust golang php html css json xml yaml toml sql mysql postgres postgresql mongodb redis docker kubernetes linux ubuntu
debian fedora centos windows macos android ios chrome firefox safari mozilla nginx tomcat gradle github gitlab
bitbucket jira confluence slack zoom teams outlook gmail excel word powerpoint photoshop terraform ansible grafana
prometheus elasticsearch kibana logstash splunk datadog sentry hadoop flink airflow rabbitmq vagrant istio envoy
consul vault nomad node react angular vue svelte django rails spring hibernate junit cypress webpack babel npm yarn
vite eslint prettier bash zsh powershell vim emacs intellij xcode unix posix http https ftp ssh tcp udp ip dns tls ssl
api url uri uuid guid utf ascii unicode cpu gpu ram usb wifi bluetooth ethernet intel amd nvidia arm lambda ec2 s3
azure aws gcp bullseye jammy xenial bionic alpine gecko webkit blink khtml hyper wikipedia internet web www faq todo
fixme ok null undefined true false none boolean string integer float array object exception error bitcoin ethereum
covid nato unesco unicef gdpr hipaa pdf csv png jpg gif zip exe dll sdk ide orm jvm jdk jre gmt utc est pst cet ieee
iso rfc wlan lan vpn iot crm erp saas q1 q2 q3 q4 am pm tv pc id pin sim atm gps led usa uk eu uae ussr url eof i'm
i'll i've i'd it's that's what's let's don't can't won't re fw fwd ps nb eg ie etc vs aka tbd asap fyi btw lol hmm yes
no hola buenos buenas adios señores lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril
mayo junio julio agosto septiembre octubre noviembre diciembre sir madam customer colleague colleagues everyone team
all montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
janvier février juillet août mars januar februar märz juni juli oktober dezember`;

/** Products, models and programs with the name of a person: alone they are taken for what is sold or run. */
const PRODUCTS = `claude alexa siri cortana gemini gemma llama mistral grok kimi qwen copilot bixby jarvis watson hermes ada git pascal
jenkins kafka cassandra hudson perl ruby maven opera edge spark helm selenium express flask presto darwin trident jest mocha apache
eclipse trixie jessie buster jasmine odin nim mercedes gatsby hugo jekyll deno bun turbo vega lucene solr neo marvel delphi julia
rosetta basil ginger saffron olive sage rosemary keccak lucida verdana georgia param makefile rubygems`;

/** Words that open sentences or stand between others; those of other tongues than English too, since no list has them. */
const FUNCTIONS = `i you he she it we they me him us them my your his her its our their mine yours the a an this that these those who whom whose which what
where when why how and or but nor so yet if then else because although though while as than that whether in on at by for with about against
between into through during before after above below to from up down out off over under again further once here there all any both each few
more most other some such no not only own same too very can will just should now do does did doing done have has had having be am is are was
were been being would could might must shall may ought need not please yes okay ok well also else even ever never always often still
today tomorrow yesterday maybe perhaps let lets get got go goes went make made take took see saw one two three four five six seven eight nine
ten first second last next new old good bad great best any anyone someone everyone nobody nothing something anything everything
el la los las un una unos unas y o pero si no que de del al en con por para su sus mi mis tu tus se lo le les nos me te es son está están fue ser
soy somos era hay ha han he muy más menos también como cuando donde quien cual este esta estos estas ese esa eso aquel según desde hasta sin sobre
entre cada todo toda todos todas otro otra uno dos tres cuatro cinco ya porque después antes hoy ayer mañana gracias favor llamo buen buena quiero
necesito tengo puede puedo revise enviar trabaja vivo favor ahora aquí allí adjunto durante revisar abra cierre pulse haga reunión contrato
usuario servidor archivo proyecto módulo
le la les des du et est sont dans pour avec sur pas une qui que ce cette ces mon ma mes ton ta vous nous ils elles je tu il elle au aux mais
der die das den dem des und ist sind nicht mit für auf im am ein eine einen einem ich du er sie es wir ihr von zu bei nach aus wie bitte danke`;

/** English words that are also common surnames. */
const SURNAMES_AS_WORDS = `baker cook fisher miller taylor smith carter hunter mason parker brown white black green gray grey king young hill wood woods
stone rivers fields banks bush price rice cooper turner walker wright clark hall allen bell ward wells west north long short sharp swift
fox wolf bird finch crane drake crow hawk lamb bull hart buck bass pike fish potter porter butler shepherd sheppard gardener gardner archer
bowman fletcher weaver glover tanner dyer chandler sawyer thatcher slater mercer barber bishop abbott pope dean deacon knight page
squire marshall stewart steward chamberlain prior priest monk noble duke earl baron bond bonds cash penny pound dollar day weeks may
summer winter winters frost snow storm gale flood marsh lake brook brooks bridges ford burn moor moore heath forest groves garden gardens
orchard park parks meadows field rose rowe reed rush moss berry cherry apple pepper salt sugar goodman goodwin newman freeman love
loveless moody savage sterling rich poor small little large strong power powers armstrong hardy best church temple castle towers
gates house houses barn barnes mills steel silver gold diamond jewel rider ryder driver singer harper piper horn drummer player dancer
hope grace faith joy patience prince nixon spears sparks flowers franks hood cross mark marks lane street holmes hayes payne pain chase
grant wade ray cliff dale glen hale pratt hodge booth tate stark blunt keen keane wise gay fair fairchild blackwood whitfield underwood
weller cotton woolf bacon curry beer coffey partridge swan peacock sparrow martin starling nightingale wren jay dove parrish hurst thorn
thorne bloom rust steele irons locke keys bolt chain post poole pool waters shores bay cove wall walls carpenter mann childs kidd batty
bright brand boggs blank bliss boyle cain case cobb coles combs crook cross curtis daley dawn day doggett dunn early east eaton
england doe roe english french german ireland scott walsh welch wales holland london paris york lincoln washington jackson madison jefferson burns ball bullock best black bond case child close cole cox craft dear foot free fry
gold hand hands head hook house hunt judge land law lord major moon noble nutter peel plant pool price quick ring root round sage sale seal sellers self
shields singer skinner small speed spring stern still stock stout style summers tall temple trout vine wells wild winslow worth yard yates parry
miles mills waller harding keeling manning fielding golding harding bowling dowling starling hastings rawlings cummings jennings hides bright`;

/** Organisations that everybody writes by one word which is no other word; then those whose word is one. */
const KNOWN = `google microsoft ibm facebook netflix paypal ebay samsung sony toyota honda nissan hyundai kia bmw volkswagen audi porsche
mercedes siemens bosch bayer basf allianz lufthansa airbus boeing lockheed raytheon pfizer novartis roche astrazeneca glaxosmithkline sanofi
moderna nestlé unilever danone heineken carlsberg starbucks mcdonald's walmart costco tesco carrefour aldi lidl ikea h&m zara nike adidas
puma gucci prada l'oréal lvmh rolex cartier hermès accenture deloitte kpmg pwc mckinsey capgemini infosys wipro cognizant tcs hsbc barclays
citibank citigroup jpmorgan ubs bbva santander ing unicredit mastercard vodafone verizon at&t t-mobile telefónica huawei xiaomi lenovo alibaba
tencent baidu bytedance didi oppo vivo haier cisco qualcomm broadcom micron nokia ericsson philips panasonic hitachi toshiba fujitsu
canon nikon epson sap oracle salesforce workday servicenow vmware atlassian dropbox airbnb uber lyft doordash spotify twitter
linkedin pinterest snapchat tiktok youtube instagram whatsapp openai anthropic deepmind tesla spacex nasa fbi cia interpol europol opec unicef
greenpeace oxfam reuters bloomberg exxon exxonmobil chevron totalenergies equinor petronas jpmorgan hewlett-packard gazprom rosneft aramco petrobras maersk fedex dhl ups
hilton marriott hyatt expedia ryanair easyjet emirates qantas aeroflot sberbank yandex rakuten softbank nintendo sega foxconn tsmc
halliburton caterpillar monsanto kellogg's heinz pepsico coca-cola gillette colgate harvard yale stanford princeton oxford cambridge caltech`;
const MAYBE =
  "apple amazon oracle shell target visa gap ford meta alphabet intel dell hp ge cisco orange total chase fidelity discover sprint virgin boots next subway oxford cambridge vivo ing";

/** Codes of tongues that `Intl` names. */
const TONGUES = `aa ab af am ar as az be bg bm bn bo br bs ca ce co cs cv cy da de dz el eo es et eu fa fi fo fr fy ga gd gl gn gu ha he hi hr ht hu
  hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no ny or pa pl ps pt qu rm ro ru rw sa sd si sk
  sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tn to tr ts tt ug uk ur uz vi wo xh yi yo zh zu`;

/** Names of tongues, which are written with a capital as those of people. */
function languageNames(): string {
  const names = new Intl.DisplayNames("en", { type: "language" });
  return TONGUES.split(/\s+/)
    .flatMap((code) => names.of(code)?.split(" ") ?? [])
    .join(" ");
}

let table: Map<number, number> | undefined;

/** Bits by hash of a word. Made at the first call. */
export function cueTable(): ReadonlyMap<number, number> {
  if (table !== undefined) return table;
  const map = new Map<number, number>();
  const add = (list: string, bit: number): void => {
    for (const word of list.trim().split(/\s+/)) {
      const hash = hashWord(word, 0, word.length);
      map.set(hash, (map.get(hash) ?? 0) | bit);
    }
  };
  for (const [bit, list] of LISTS) add(list, bit);
  add(NEVERS, NEVER);
  add(languageNames(), NEVER);
  add(PRODUCTS, PRODUCT);
  add(FUNCTIONS, FUNCTION);
  add(SURNAMES_AS_WORDS, NAMED_WORD);
  add(KNOWN, KNOWN_ORG);
  add(MAYBE, MAYBE_ORG);
  table = map;
  return map;
}
