// Providers M to Z: how their names are written and what their keys, tokens and ids look like. Facts of their
// documentation and of public lists of formats; the grammar of a row is that of build/vendor.ts.

import { vendors } from "../build/vendor.ts";
import type { Rule } from "../rule.ts";

export const vendorRulesMToZ: readonly Rule[] = vendors(
  "API_KEY",
  `
~m3o K; !madkudu h32; magicbell K; ~magnetic V; !mailboxlayer a32; !mailchimp h32'-us'd1-3; !mailerlite a32;
!mailgun a32 p72 h32'-'h8'-'h8; !mailjet a87'=' a32; !mailmodo a7'-'a7'-'a7'-'a7; !mailsac 'k_'a36-64;
!mandrill u20-24; mapbox K; !mapquest a32; !marketstack a32; !mattermost a26; !mavenlink a64; meaningcloud K;
!mediastack a32; !meistertask a43; !mesibo a64; messagebird=!message_bird u25 U; !messari U; metabase K; !metrilo a16;
!mindmeister a43; ~miro a27; !mistral a32; ~mite K; !mixmax u36; mixpanel K; !mockaroo a8;
~moderation a36'.'a115'.'w43; ~monday K; mongodb-atlas=mongodb,atlas U; !monkeylearn h40; !moonclerk a32; !moosend U;
!moralis a64; mrticktock K; ~mux K; !myintervals a11; nasa a40; nasdaqdatalink=nasdaq u20; nethunt K;
!netlify h60-64 v40-46; netsuite K; neutrinoapi K; newrelic=!new_relic h40 a64 'NRAK-'a27; !newsapi a32;
!newscatcher w43; nexmo K; !nftport V; ~ngc K; !ngrok a25-30'_'d1a20 'cr_'a25-30 'ak_'a25-30; !nicereply h40;
nimble a30; noticeable a20; ~notion K; nozbe=!nozbe,!nozbeteams a16'_'v64; ~npm U @REGISTRY_TOKEN;
nuget a46 @REGISTRY_TOKEN; !numverify a32; nutritionix K; !nylas a30; nytimes=!nytimes,new_york_times v32; !oanda a24;
octopus K; okta=!okta,!ssws '00'v40; ollama h32'.'u24; !omnisend p75; onedesk K; onelogin K; onepagecrm K;
!onesignal U; !onfleet a32; !oopspam a40; !opencagedata a32; !openuv a32; openvpn K;
openweather=!openweather,!owm,!pyowm a32; !opsgenie U; !optimizely q54; !overloop u50; ovh p16 p32; !owlbot a40;
!packagecloud h48; pagerduty=!pager_duty,~pd 'u+'q18 a20; !pandadoc a40; !pandascore u51; !paperform q850-1000;
!paralleldots a43; parsehub K; !parseur h40; !partnerstack a64; !pastebin w32; !paydirtapp a32; !paymoapp a44;
!paymongo w32; !paypal 'A'u59 q44-80; paystack K; !pdflayer a32; !pdfshift h32; !peopledatalabs a64;
pepipost=!pepipost,netcore a32; ~percy K; photoroom K; ~phrase K; pinata K; !pinecone U; !pipedream a32;
!pipedrive a40; ~pivotal K; !pixabay p34; !plaid a24 a30; planetscale=!planetscale,pscale a12; planview K; !planyo a62;
!plivo u40 'MA'a18; !podio a32; !pollsapi a28; poloniex K; ~polygon a32;
polymarket=!polymarket,~poly '0x'h40 '0x'h64 b44 U K; portainer K; !positionstack w32; !postageapp a32; postbacks K;
!postmark U V; !powrbot a40; ~privacy V; privateai=private_ai l32; !prodpad h64; prospectcrm=~prospect p32;
protocolsio=!protocolsio,~protocols a64; !proxycrawl w22; purestake K; !pushbullet q34; ~pusher K; qase a40;
!qualaroo v64; !qubole a64; ~railway K; !rapidapi u50; raven p16; rawg a32; !reachmail u64;
!reallysimplesystems 'ey'q900-1200; !rebrandly w32; recaptcha '6L'u38; redhat=redhat,pyxis K; refiner U;
!rentman 'ey'q290-340; repairshopr K; !replyio a24; !requestfinance a7'-'a7'-'a7'-'a7; !restpack a48; ~rev K;
revampcrm K; ringcentral K; !ritekit h44; roaring K; !rocketreach p39; !rockset a64; ronin=ronin,clientary K;
!route4me a32; rownd K; rubygems K; runrunit K; !salesblink 'key-'h64 K; !salescookie a32; !salesflare w45;
!salesforce '00'a13'!'q80-260; salesmate K; satismeter K; sauce=~sauce,saucelabs U; scaleway=!scaleway,~scw U V;
scalr K; !scrapeowl a30; !scraperapi a32; !scraperbox a32; !scrapestack a32;
!scrapfly 'scp-live-'a32 'scp-test-'a32 a32; !scrapingant a32; !scrapingbee a80; !screenshotapi a7'-'a7'-'a7'-'a7;
!screenshotlayer w32; scrutinizerci=scrutinizer a64; !securitytrails a32; ~segment u43'.'u43; !selectpdf p36;
~semaphore a32; !sendbird h40 h24 U; !sentry h64; !serphouse a60; !serpstack a32; sheety K; !sherpadesk a32;
!shipday q11a20; !shodan a32; !shopify h32 @SHOPIFY_TOKEN; ~shortcut U; !shotstack a40; shutterstock K; ~signable K;
signalwire K; !signaturit a86; !signupgenius a32; !sigopt a48; !simfin a32; !simplesat a40; !simplynoted a340-360;
!simvoly a33; ~sinch K; sirv K; siteleaf K; skrappio=!skrapp a42; !smartsheets a37; smartystreets K; smooch K;
!snipcart w75; snowflake u100-500; !snyk U V; solarwinds K; !sonar v40 'sqa_'h40 'squ_'h40 'sqp_'h40;
!sourcegraph h40; !sparkpost a40; speechtextai=!speechtext h32; !splunk a22; !spoonacular a32; !sportsmonk a60;
!spotify a32; !squarespace U; !sslmate a36; !statuscake a20; !statuspage p36; !statuspal a32; !stitchdata w35;
!stockdata a40; !storecove u43; !stormboard h40; !stormglass p73; !storyblok a22'tt'; !storychief q940-1000; strava K;
streak h32; ~stripe 'sk_live_'a22-247 'rk_live_'a22-247 @STRIPE_KEY; stripo K; stytch K; sugester K;
sumologic=!sumo a64 'su'a12; !supernotes u43; surveyanyplace K; !surveybot p80; !surveysparrow u88; !survicate a32;
~swell K; !swiftype a6'_'a6'-'a6; tableau b22'==:'a32; !tallyfy q980-990; tatumio=!tatum p36; !taxjar a32; teamgate K;
teamwork K; !technicalanalysisapi a48; !tefter a20; telegram=!telegram,telegr d5-16':'u34-36 @TELEGRAM_TOKEN;
teletype p64; telnyx K; testingbot K; textmagic K; theoddsapi=!theodds,the-odds h32; thinkific K; thousandeyes K;
!ticketmaster a32; tickettailor K; !tiingo a40; !timecamp a26; !timezoneapi c20; ~tly a60; !tmetric a64; !todoist a40;
toggltrack=!toggl a32; tokeet K; tomorrowio=tomorrow_io,~tomorrow K; !tomtom a32; !tradier a28; !transferwise U;
!travelpayouts a32; travisci=!travis w22; !trello p32 p60-70; !twelvedata a32; !twilio a32 'SK'h32 @TWILIO_KEY;
~twist K; !twitch a30; !twitter a45 a25 a50 d15-20'-'a23-45; !tyntec a32; typetalk K; !uclassify a12; ~unify K;
unplugg=!unplu a64; !unsplash w43; !upcdatabase a32; !uplead p32; uploadcare K; upstage a40-50; !uptimerobot a9'-'a24;
!upwave a32; !urlscan p36; !userflow w29; !userstack a32; vagrantcloud=vagrant,terraform a14'.atlasv1.'u60-70;
!vatlayer a32; !vbout d25; !vercel a24; !verimail a32; !veriphone a32; !versioneye p40; !viewneo q700-1200;
!virustotal h64; !visualcrossing a25; voiceflow K; !voicegain 'ey'u34'.ey'u108'.'u43; !voodoosms a46; vouchery K;
!vpnapi a32; !vultr a36; vyte a50; wakatime=waka_time U; !walkscore a32;
wandb=!wandb,weightsandbiases,weights_and_biases h40; !weatherbit a32; !weatherstack a32; web3storage=web3_storage K;
webex K; !webflow a64; webscraper a60; webscraping a32; websitepulse K; wepay K; !whoxy a33; !wistia a64; ~wit K;
~wiz K; !worksnaps a40; !workstack a60; !worldcoinindex a35; !worldweather a31; !wrike 'ey'q333; yandex q83 'YC'u38;
!yelp q128; !youneedabudget h64; !yousign a32; youtube u14; zai=~z_ai,~glm,!zhipu h32'.'a16; !zendesk a40;
!zenkit a8'-'a32; !zenrows h40; !zenscrape U; zenserp K; !zeplin q350-400; !zerobounce a32; !zerotier a32; zipapi K;
zipbooks K; !zipcodeapi a64; !zipcodebase U; zonkafeedback=!zonka a36; zulip K;
`,
);
