// Providers A to L, with those that begin with a digit: how their names are written and what their keys, tokens and ids look like. Facts of their
// documentation and of public lists of formats; the grammar of a row is that of build/vendor.ts.

import { vendors } from "../build/vendor.ts";
import type { Rule } from "../rule.ts";

export const vendorRulesAToL: readonly Rule[] = vendors(
  "API_KEY",
  `
8x8 K; abuseipdb K; abyssale K; accuweather K; !adafruit u32; adobe h32 a12; adzuna K; aeroworkflow K; agora K;
airbrake p40; airship K; !airtable a17 'pat'a14'.'h64 a5-24'.v1.'u8-80'.'h32-128; airvisual K;
aiven=!aivenv1,!aiven b372; alchemy a23'_'a8 u32; alconost K; alegra K; aletheiaapi K; !algolia a32 a10;
alibaba=alibaba,aliyun a30-64 @ALIBABA_KEY; alienvault K; allsports K; amadeus K; ambee K; !amplitude h32; !anypoint V;
apacta K; api2cart K; apideck K; apiflash K; !apifonica a11'-'a4'-'a4'-'a4'-'a12; !apify a36; !apilayer a32;
apimatic K; !apimetrics a32; !apitemplate a39; ~apollo a22; appcues K; appfollow K; !appointedd b88; !appoptics u71;
!appsynergy a64; apptivo K; artifactory=!artifactory,!jfrog,bintray,~xray a73 a64; artsy K;
!asana d16 a30-40 d1-2'/'d12-20':'h32 o51; !assemblyai a32; !atera a32;
atlassian=atlassian,~jira,confluence p24 @ATLASSIAN_TOKEN; audd p32; !auth0 u64-86 u32-60; autodesk K; !autoklose p32;
autopilot h32; !avaza d3-10'-'h40; !aviationstack a32; !axonaut a32; aylien K; !ayrshare a8'-'a8'-'a8'-'a8;
azure=azure,~ado,~vsts a84 h32 a52 @AZURE_KEY; !bannerbear a22'tt'; !baremetrics u25; !beamer 'b_'v44 'b_'q44;
!beebole a40; !besnappy h64; !besttime w36; !betterstack a24; billomat K; !bitbar a32;
bitbucket a30-40 q44 u64 @ATLASSIAN_TOKEN; !bitcoinaverage a43; bitfinex K; !bitly p40; bitmex K; bitrise u60-120;
!bittrex a32; blazemeter=!blazemeter,!runscope V; !blitapp u39; !blocknative U; blogger p39; blynk u32; !bombbomb b88;
!boostnote h64; !borgbase q148-152; ~box a32; braintree K; braintrust K; !brandfetch a40; browserstack K;
!browshot a28; !bscscan a34; !buddyns a40; !budibase h32'-'h78-80; !bugherd a22; !bugsnag V; !bulbul a32; bulksms K;
!buttercms a40; !caflou a155; !calendarific a32; calendly K; !calorieninja a40; !campayn a64; canny V; !capsulecrm q64;
captaindata K; !carboninterface a21; cashboard K; caspio K; censys K; !centralstationcrm a30; !chartmogul a32;
~chatbot w32; !chatfuel a128; checio K; !checklyhq a32; ~checkout K; checkvist K; cicero a40; !circleci h40;
cisco-meraki=meraki x40; civo a50; !clarifai a32; !clearbit w35; clickhouse a20; clicksendsms K; clickup K;
!cliengo U; clinchpad K; !clockify a48; clockworksms=clockworksms,textanywhere K; ~close K; !cloudconvert q830-1300;
cloudelements K; !cloudflare h37 u38-42 @CLOUDFLARE_TOKEN; !cloudimage w30; cloudinary d15 a32 u27; !cloudmersive p36;
!cloudplan p32; !cloudsight a20-24; !cloudsmith h40; !cloverly q28; cloze K; !clustdoc a60; ~coda V; !codacy a20-24;
codeclimate=!codeclimate,cc_test_reporter x64; !codecov a32 p36; !codemagic w43; !codequiry a64;
cohere=!cohere,~co a40; !coinapi p36; !coinbase u64 p32; !coinlayer a32; !coinlib a16; collect2 U;
~column 'test_'a24-32 'live_'a24-32; !commercejs w48; commodities K; companyhub K; !configcat u22'/'u22;
confluent=confluent,ccloud,cpdev,~kafka a16 b64; !contentful v43; !contribsys h8':'h8; !conversiontools 'ey'q157-165;
!convertapi a16; !convertkit w22; convier K; ~copper K; couchbase=couchbase,capella b60-120; !countrylayer a32;
~courier K; !coveralls p37; !craftmypdf a35; !crowdin a80; !cryptocompare a64; currencycloud K; !currencyfreaks a32;
!currencylayer a32; !currencyscoop a32; !currentsapi q48; customerguru K; customerio=customer_io K; !d7network a23'=';
dailyco=~daily h64; dandelion a32; !dareboost a60; !databox b21;
!databricks h32 @DATABRICKS_TOKEN; datadog=!datadog,~dd a32 p40; datagov=data_gov a40;
~debounce a13; !deepai p36; !deepgram a40; deepseek K;
delighted a32; demio K; ~deputy K; !detectify a32; !detectlanguage a32; !diffbot a32; !diggernaut a40;
!digitalocean x64 @DIGITALOCEAN_TOKEN; !discord h64 d17-19 a32 @DISCORD_TOKEN; !disqus a64; ~ditto V'.'a40; dnscheck K;
!docparser h40; !documo 'ey'a34'.ey'a154'.'u43; docusign K; dovico K; !dronahq a50; !droneci a32;
!dropbox a15 u130-152 a11'AAAAAAAAAA'v43; duply K; dwolla K; !dynalist u128; !dyspatch a52; !eagleeyenetworks a15;
!easypost 'EZAK'a54 'EZTK'a54; ecostruxureit K; edamam K; !edenai a36'.'a92'.'w43;
elasticemail=elastic_email,elastic u96; enablex K; !enigma a40; ~envoy a220; ~eraser a20; !etherscan a34;
!ethplorer p22; etsy a24 a24':'a10-64; !eventbrite a20; !everhour h4'-'h4'-'h6'-'h6'-'h8;
exchangerateapi=exchangerate_api,exchangerate a24; exchangeratesapi=exchangerates a32; !exoscale u40-60; exportsdk K;
!extractorapi a40; !facebook a32 d15; faceplusplus K; !fastforex p28; !fastly v32; !feedier a32; !fetchrss q40;
!figma h4'-'h8'-'h4'-'h4'-'h4'-'h12; fileio q39; !finage a32; !financialmodelingprep a32; !findl V; !finicity h32 a20;
!finnhub a20; fixerio=fixer a32; flatio=~flat a128; !flickr a32; !flightapi a24; !flightlabs 'ey'a34'.ey'q300-350;
flightstats K; ~float h16s42-43'='; flowflu K; fmfw K; !formbucket a8-64'.'a16-200'.'u16-200; !formcraft a16;
formio K; formsite K; !foursquare a48; frameio=frame_io u64; !freshbooks a64; freshdesk K; freshworks K;
~front a36'.'q188-244; fulcrum a80; !fullstory b88; !fxmarket v20; !geckoboard a44; gengo K; !geoapify a32;
~geocode a28; !geocodify a40; geocodio=geocod_io K; geoipifi=ipifi w32; !getemail p20; getemails K; !getgeoapi a40;
!getgist b68; !getresponse a32; getsandbox K; !gitea h40; ~github a40 a20 @GITHUB_TOKEN; !gitter u40; !glassnode a27;
gocanvas K; gocardless K; godaddy K; goodday a32; graphcms K; !graphhopper p36; !greptile b48; groovehq=~groove a64;
!gtmetrix h32; ~guardian V; guardianapi K; !gumroad p43 h64; ~guru K; !gyazo p43; !happyscribe a24; ~harness K;
~harvest K; hashicorp-vault=vault,hashicorp,unseal b44 @VAULT_TOKEN; hasura K; !hellosign b64 q64; !helpcrunch b328;
!helpscout a40; !hereapi a43; !heroku U; ~hive K; !hiveage u20; !holidayapi p36; holistic h64; !honeycomb h32 a22;
!html2pdf a64; !hubspot U; humanity a40; ~hunter u40; !hybiscus a43; hypertrack K; ibm u42-44; !iconfinder a64;
iexapis K; !iexcloud w35; !imagekit q36; !imagga v72; impala w46; influxdb=influx q88-100; !infomaniak u60-100;
!infura a32; !insightly p36; !instabot b44; instamojo K; !intercom b59'=' v60; !interseller U; !intrinio a44;
invoiceocean K; !ip2location a32; !ipapi a32; !ipgeolocation a32; !ipinfo h14; !ipinfodb a64;
ipqualityscore=!ipquality a32; !ipstack h32; ~jenkins h32-36 U; !jotform a32; !jumpcloud a40; !jupiterone a76;
~juro a40; kagi u11'.'u43; kanbantool K; karmacrm=karma_crm,~karma a20; ~keen K; !kickbox w65-90; !klipfolio h40;
!knapsackpro a32; !kontent p36; !kraken q80-90; !kucoin h24 U; !kylas p36; !languagelayer a32; lark=!larksuite,~lark a32;
!launchdarkly v40 U; !leadfeeder p43; !lemlist h32; lemonsqueezy K; !lendflow q1000-1100;
lessannoyingcrm=!lessannoying,~less p57; !lexigram a301; lighton=!lighton,~paradigm u40-80; ~line b171-172;
~linear h32; linenotify=line_notify a43; linkedin=linked_in a14 a16; !linkpreview a32; liveagent=liveagent,ladesk K;
livestorm K; !loadmill a40; ~lob w40; locationiq K; loggly K; !loginradius U; logzio=logz V; !lokalise a40;
looker a20 a24; !loyverse a32; !lunchmoney h50; luno K;
`,
);
