// Providers M to Z: how their names are written and what their keys, tokens and ids look like. Facts of their
// documentation and of public lists of formats; the grammar of a row is that of build/vendor.ts.

import { vendors } from "../build/vendor.ts";
import type { Rule } from "../rule.ts";

export const vendorRulesMToZ: readonly Rule[] = vendors(
  "API_KEY",
  `
m3o=~m3o K; madk.udu h32; magicb.ell K; magnetic=~magnetic V; mailb.oxlayer a32; mailc.himp h32'-us'd1-3;
maile.rlite a32; mailg.un a32 p72 h32'-'h8'-'h8; mailj.et a87'=' a32; mailm.odo a7'-'a7'-'a7'-'a7;
mails.ac 'k_'a36-64; mandr.ill u20-24; mapb.ox K; mapq.uest a32; market.stack a32; matterm.ost a26; mave.nlink a64;
meaningc.loud K; medias.tack a32; meis.tertask a43; mesi.bo a64; messagebird=message_bird u25 U;
 messar.i U; metab.ase K; metril.o a16; mindm.eister a43; miro=~miro a27;
mistr.al a32; mite=~mite K; mixm.ax u36; mixp.anel K; mocka.roo a8; moderation=~moderation a36'.'a115'.'w43;
monday=~monday K; mongodb-atlas=mongod.b,atlas U; monk.eylearn h40; moon.clerk a32; moos.end U; mora.lis a64;
mrti.cktock K; mux=~mux K; myin.tervals a11; nasa a40; nasdaqdatalink=nasd.aq u20; neth.unt K; netl.ify h60-64 v40-46;
nets.uite K; neut.rinoapi K; newrelic=new_relic h40 a64 'NRAK-'a27; newsa.pi a32; newsc.atcher w43; nexm.o K;
nftp.ort V; ngc=~ngc K; ngro.k a25-30'_'d1a20 'cr_'a25-30 'ak_'a25-30; nice.reply h40; nimb.le a30; noticea.ble a20;
notion=~notion K; nozbe=nozb.e,nozb.eteams a16'_'v64; npm=~npm U @REGISTRY_TOKEN; nuge.t a46 @REGISTRY_TOKEN;
numv.erify a32; nutr.itionix K; nyla.s a30; nytimes=nyti.mes,new_york_times v32; oand.a a24; octop.us K;
okta=okta,ssws '00'v40; ollam.a h32'.'u24; omni.send p75; onede.sk K; onel.ogin K; onep.agecrm K; onesi.gnal U;
onfle.et a32; oops.pam a40; openc.agedata a32; openu.v a32; openv.pn K; openweather=openw.eather,owm,pyow.m a32;
opsg.enie U; optimizely q54; overloo.p u50; ovh p16 p32; owlb.ot a40; packagec.loud h48;
pagerduty=pager_duty,~pd 'u+'q18 a20; panda.doc a40; panda.score u51; pape.rform q850-1000; paralleldots a43;
parseh.ub K; parseu.r h40; partn.erstack a64; paste.bin w32; payd.irtapp a32; paym.oapp a44; paym.ongo w32;
payp.al 'A'u59 q44-80; pays.tack K; pdfl.ayer a32; pdfs.hift h32; peopled.atalabs a64;
pepipost=pepi.post,netc.ore a32; percy=~percy K; phot.oroom K; phrase=~phrase K; pina.ta K; pine.cone U;
piped.ream a32; piped.rive a40; pivotal=~pivotal K; pixa.bay p34; plaid a24 a30; planetscale=planet.scale,psca.le a12;
planv.iew K; plany.o a62; pliv.o u40 'MA'a18; podi.o a32; polls.api a28; polo.niex K; polygon=~polygon a32;
polymarket=polym.arket,~poly '0x'h40 '0x'h64 b44 U K; portai.ner K; positionstack w32; posta.geapp a32; postb.acks K;
postma.rk U V; powr.bot a40; privacy=~privacy V; privateai=private_ai l32; prodp.ad h64; prospectcrm=~prospect p32;
protocolsio=protocolsio,~protocols a64; proxyc.rawl w22; pures.take K; pushb.ullet q34; pusher=~pusher K; qase a40;
quala.roo v64; qubo.le a64; railway=~railway K; rapi.dapi u50; raven p16; rawg a32; reachm.ail u64;
reallys.implesystems 'ey'q900-1200; rebr.andly w32; recap.tcha '6L'u38; redhat=redhat,pyxi.s K; refiner U;
rentm.an 'ey'q290-340; repai.rshopr K; reply.io a24; requestf.inance a7'-'a7'-'a7'-'a7; restp.ack a48; rev=~rev K;
reva.mpcrm K; ringce.ntral K; ritek.it h44; roar.ing K; rock.etreach p39; rock.set a64; ronin=ronin,clienta.ry K;
route4.me a32; rownd K; ruby.gems K; runr.unit K; sale.sblink K; sale.scookie a32; sale.sflare w45;
sale.sforce '00'a13'!'q80-260; sale.smate K; satism.eter K; sauce=~sauce,sauc.elabs U; scaleway=scalew.ay,~scw U V;
scalr K; scra.peowl a30; scra.perapi a32; scra.perbox a32; scra.pestack a32;
scra.pfly 'scp-live-'a32 'scp-test-'a32 a32; scra.pingant a32; scra.pingbee a80; screens.hotapi a7'-'a7'-'a7'-'a7;
screens.hotlayer w32; scrutinizerci=scru.tinizer a64; securitytrails a32; segment=~segment u43'.'u43; selectp.df p36;
semaphore=~semaphore a32; sendb.ird h40 h24 U; sentr.y h64; serph.ouse a60; serps.tack a32; sheety K; sher.padesk a32;
shipd.ay q11a20; shod.an a32; shop.ify h32 @SHOPIFY_TOKEN; shortcut=~shortcut U; shotst.ack a40; shutt.erstock K;
signable=~signable K; signalw.ire K; signaturit a86; signu.pgenius a32; sigo.pt a48; simf.in a32; simples.at a40;
simplyn.oted a340-360; simv.oly a33; sinch=~sinch K; sirv K; sitel.eaf K; skrappio=skra.pp a42; smarts.heets a37;
smarty.streets K; smoo.ch K; snip.cart w75; snow.flake u100-500; snyk U V; solar.winds K;
sonar v40 'sqa_'h40 'squ_'h40 'sqp_'h40; sourceg.raph h40; spark.post a40; speechtextai=speec.htext h32; splu.nk a22;
spoo.nacular a32; sports.monk a60; spot.ify a32; squares.pace U; sslm.ate a36; statusc.ake a20; statusp.age p36;
statusp.al a32; stitc.hdata w35; stoc.kdata a40; storec.ove u43; storm.board h40; storm.glass p73; storyb.lok a22'tt';
storyc.hief q940-1000; strav.a K; streak h32; stripe=~stripe 'sk_live_'a22-247 'rk_live_'a22-247 @STRIPE_KEY;
stripo K; styt.ch K; suge.ster K; sumologic=sumo a64 'su'a12; supern.otes u43; surv.eyanyplace K; surv.eybot p80;
surv.eysparrow u88; surv.icate a32; swell=~swell K; swif.type a6'_'a6'-'a6; tablea.u b22'==:'a32; tally.fy q980-990;
tatumio=tatum p36; taxj.ar a32; teamg.ate K; teamw.ork K; technicalanalysisapi a48; teft.er a20;
telegram=telegram,telegr d5-16':'u34-36 @TELEGRAM_TOKEN; telet.ype p64; teln.yx K; testingb.ot K; textma.gic K;
theoddsapi=theod.ds,the-.odds h32; think.ific K; thous.andeyes K; ticke.tmaster a32; ticke.ttailor K; tiin.go a40;
timec.amp a26; timez.oneapi c20; tly=~tly a60; tmetr.ic a64; todoi.st a40; toggltrack=toggl a32; tokee.t K;
tomorrowio=tomorrow_io,~tomorrow K; tomt.om a32; tradi.er a28; transferwise U; travel.payouts a32;
travisci=travi.s w22; trel.lo p32 p60-70; twel.vedata a32; twil.io a32 'SK'h32 @TWILIO_KEY; twist=~twist K;
twitc.h a30; twitt.er a45 a25 a50 d15-20'-'a23-45; tynt.ec a32; typet.alk K; ucla.ssify a12; unify=~unify K; unplugg=unpl.u a64;
unsp.lash w43; upcd.atabase a32; uplea.d p32; uploa.dcare K; upsta.ge a40-50; uptim.erobot a9'-'a24; upwa.ve a32;
urlsc.an p36; userf.low w29; userst.ack a32; vagrantcloud=vagr.ant,terra.form a14'.atlasv1.'u60-70; vatl.ayer a32;
vbou.t d25; verc.el a24; verim.ail a32; verip.hone a32; versione.ye p40; viewn.eo q700-1200; viru.stotal h64;
visualc.rossing a25; voicef.low K; voiceg.ain 'ey'u34'.ey'u108'.'u43; vood.oosms a46; vouc.hery K; vpna.pi a32;
vult.r a36; vyte a50; wakatime=waka_time U; walks.core a32; wandb=wand.b,weights.andbiases,weights_and_biases h40;
weat.herbit a32; weat.herstack a32; web3storage=web3_storage K; webe.x K; webf.low a64; websc.raper a60;
websc.raping a32; websi.tepulse K; wepa.y K; whox.y a33; wist.ia a64; wit=~wit K; wiz=~wiz K; worksn.aps a40;
workst.ack a60; worldc.oinindex a35; worldw.eather a31; wrik.e 'ey'q333; yand.ex q83 'YC'u38; yelp q128;
youn.eedabudget h64; yous.ign a32; youtu.be u14; zai=~z_ai,~glm,zhipu h32'.'a16; zend.esk a40; zenk.it a8'-'a32;
zenr.ows h40; zens.crape U; zens.erp K; zepl.in q350-400; zerob.ounce a32; zerot.ier a32; zipa.pi K; zipb.ooks K;
zipc.odeapi a64; zipc.odebase U; zonkafeedback=zonk.a a36; zuli.p K;
`,
);
