// Providers A to L, with those that begin with a digit: how their names are written and what their keys, tokens and ids look like. Facts of their
// documentation and of public lists of formats; the grammar of a row is that of build/vendor.ts.

import { vendors } from "../build/vendor.ts";
import type { Rule } from "../rule.ts";

export const vendorRulesAToL: readonly Rule[] = vendors(
  "API_KEY",
  `
8x8 K; abus.eipdb K; abys.sale K; accuw.eather K; adaf.ruit u32; adob.e h32 a12; adzu.na K; aero.workflow K; agor.a K;
airb.rake p40; airsh.ip K; airt.able a17 'pat'a14'.'h64 a5-24'.v1.'u8-80'.'h32-128; airv.isual K;
aiven=aive.nv1,aive.n b372; alche.my a23'_'a8 u32; alcono.st K; aleg.ra K; aleth.eiaapi K; algol.ia a32 a10;
alibaba=alib.aba,aliy.un a30-64 @ALIBABA_KEY; alie.nvault K; allsp.orts K; amad.eus K; ambe.e K; ampli.tude h32;
anyp.oint V; apact.a K; api2.cart K; apid.eck K; apif.lash K; apif.onica a11'-'a4'-'a4'-'a4'-'a12; apif.y a36;
apil.ayer a32; apim.atic K; apim.etrics a32; apite.mplate a39; apollo=~apollo a22; appc.ues K; appf.ollow K;
appo.intedd b88; appo.ptics u71; apps.ynergy a64; appt.ivo K; artifactory=artif.actory,jfro.g,bint.ray,~xray a73 a64;
artsy K; asan.a d16 a30-40 d1-2'/'d12-20':'h32 o51; assemblyai a32; atera a32;
atlassian=atlas.sian,~jira,conflu.ence p24 @ATLASSIAN_TOKEN; audd p32; auth0 u64-86 u32-60; autode.sk K;
autok.lose p32; autop.ilot h32; avaz.a d3-10'-'h40; avia.tionstack a32; axon.aut a32; aylie.n K;
ayrs.hare a8'-'a8'-'a8'-'a8; azure=azur.e,~ado,~vsts a84 h32 a52 @AZURE_KEY; bann.erbear a22'tt'; barem.etrics u25;
beam.er 'b_'v44 'b_'q44; beeb.ole a40; besn.appy h64; bestt.ime w36; betters.tack a24; bill.omat K; bitb.ar a32;
bitb.ucket a30-40 q44 u64 @ATLASSIAN_TOKEN; bitc.oinaverage a43; bitf.inex K; bitl.y p40; bitme.x K; bitri.se u60-120;
bitt.rex a32; blazemeter=blaz.emeter,runsc.ope V; blit.app u39; blockn.ative U; blog.ger p39; blyn.k u32;
bomb.bomb b88; boos.tnote h64; borg.base q148-152; box=~box a32; brain.tree K; brain.trust K; brandf.etch a40;
browsers.tack K; browsh.ot a28; bscs.can a34; budd.yns a40; budi.base h32'-'h78-80; bugh.erd a22; bugsn.ag V;
bulb.ul a32; bulk.sms K; butte.rcms a40; cafl.ou a155; calen.darific a32; calen.dly K; calo.rieninja a40;
camp.ayn a64; canny V; caps.ulecrm q64; capta.indata K; carb.oninterface a21; cash.board K; casp.io K; censy.s K;
centra.lstationcrm a30; chart.mogul a32; chatbot=~chat.bot w32; chat.fuel a128; checi.o K; checkl.yhq a32;
checkout=~checkout K; checkv.ist K; cice.ro a40; circlec.i h40; cisco-meraki=merak.i x40; civo a50; clarifa.i a32;
clearb.it w35; click.house a20; click.sendsms K; click.up K; clieng.o U; clin.chpad K; clocki.fy a48;
clockworksms=clockw.orksms,texta.nywhere K; close=~close K; cloudc.onvert q830-1300; cloude.lements K;
cloudf.lare h37 u38-42 @CLOUDFLARE_TOKEN; cloudi.mage w30; cloudi.nary d15 a32 u27; cloudm.ersive p36; cloudp.lan p32;
clouds.ight a20-24; clouds.mith h40; clov.erly q28; cloz.e K; clustd.oc a60; coda=~coda V; coda.cy a20-24;
codeclimate=codecl.imate,cc_test_reporter x64; codeco.v a32 p36; codem.agic w43; codeq.uiry a64;
cohere=cohe.re,~co a40; coin.api p36; coin.base u64 p32; coin.layer a32; coin.lib a16; collect2 U; commer.cejs w48;
commod.ities K; company.hub K; configc.at u22'/'u22; confluent=conflu.ent,cclo.ud,cpde.v,~kafka a16 b64;
contentf.ul v43; contribs.ys h8':'h8; conversiontools 'ey'q157-165; converta.pi a16; convertk.it w22; convi.er K;
copper=~copper K; couchbase=couc.hbase,capel.la b60-120; countryl.ayer a32; courier=~courier K; coveral.ls p37;
craf.tmypdf a35; crow.din a80; cryptoc.ompare a64; currencycloud K; currencyfreaks a32; currencylayer a32;
currencyscoop a32; currents.api q48; custome.rguru K; customerio=customer_io K; d7ne.twork a23'='; dailyco=~daily h64;
dand.elion a32; dare.boost a60; databo.x b21; databr.icks h32 @DATABRICKS_TOKEN; datadog=datad.og,~dd a32 p40;
datagov=data_gov a40; debounce=~debounce a13; deepa.i p36; deepg.ram a40; deeps.eek K; delig.hted a32; demi.o K;
deputy=~deputy K; detectif.y a32; detectl.anguage a32; diffb.ot a32; digg.ernaut a40;
digitalo.cean x64 @DIGITALOCEAN_TOKEN; discor.d h64 d17-19 a32 @DISCORD_TOKEN; disq.us a64; ditto=~ditto V'.'a40;
dnsc.heck K; docpa.rser h40; documo 'ey'a34'.ey'a154'.'u43; docus.ign K; dovi.co K; dron.ahq a50; dron.eci a32;
dropb.ox a15 u130-152 a11'AAAAAAAAAA'v43; duply K; dwol.la K; dynal.ist u128; dysp.atch a52; eagl.eeyenetworks a15;
easyp.ost 'EZAK'a54 'EZTK'a54; ecos.truxureit K; edam.am K; edena.i a36'.'a92'.'w43;
elasticemail=elastic_email,elas.tic u96; enablex K; enig.ma a40; envoy=~envoy a220; eraser=~eraser a20;
ethers.can a34; ethp.lorer p22; etsy a24 a24':'a10-64; eventb.rite a20; everh.our h4'-'h4'-'h6'-'h6'-'h8;
exchangerateapi=exchangerate_api,excha.ngerate a24; exchangeratesapi=excha.ngerates a32; exos.cale u40-60;
exportsd.k K; extracto.rapi a40; faceb.ook a32 d15; facep.lusplus K; fastf.orex p28; fastl.y v32; feedi.er a32;
fetchr.ss q40; figm.a h4'-'h8'-'h4'-'h4'-'h4'-'h12; filei.o q39; finag.e a32; finan.cialmodelingprep a32; findl V;
finic.ity h32 a20; finn.hub a20; fixerio=fixer a32; flatio=~flat a128; flick.r a32; flig.htapi a24;
flig.htlabs 'ey'a34'.ey'q300-350; flig.htstats K; float=~float h16s42-43'='; flowf.lu K; fmfw K;
formb.ucket a8-64'.'a16-200'.'u16-200; formcr.aft a16; formi.o K; formsi.te K; fours.quare a48; frameio=frame_io u64;
freshb.ooks a64; freshd.esk K; freshw.orks K; front=~front a36'.'q188-244; fulc.rum a80; fulls.tory b88;
fxma.rket v20; geck.oboard a44; geng.o K; geoa.pify a32; geocode=~geoc.ode a28; geoc.odify a40; geocodio=geocod_io K;
geoipifi=ipif.i w32; getem.ail p20; getem.ails K; getg.eoapi a40; getg.ist b68; getres.ponse a32; getsa.ndbox K;
gite.a h40; github=~github a40 a20 @GITHUB_TOKEN; gitt.er u40; glas.snode a27; goca.nvas K; goca.rdless K; goda.ddy K;
goodd.ay a32; graphc.ms K; graphh.opper p36; grept.ile b48; groovehq=~groove a64; gtme.trix h32;
guardian=~guardi.an V; guardi.anapi K; gumr.oad p43 h64; guru=~guru K; gyaz.o p43; happy.scribe a24;
harness=~harness K; harvest=~harvest K; hashicorp-vault=vault,hashi.corp,unseal b44 @VAULT_TOKEN;
hasu.ra K; hellos.ign b64 q64; helpc.runch b328; helps.cout a40; herea.pi a43; heroku U; hive=~hive K; hivea.ge u20;
holi.dayapi p36; holi.stic h64; honey.comb h32 a22; html2.pdf a64; hubs.pot U; huma.nity a40; hunter=~hunter u40;
hybi.scus a43; hype.rtrack K; ibm u42-44; iconf.inder a64; iexa.pis K; iexc.loud w35; imagek.it q36; imagg.a v72;
impa.la w46; influxdb=influ.x q88-100; infom.aniak u60-100; infu.ra a32; insig.htly p36; instab.ot b44; instam.ojo K;
interco.m b59'=' v60; intersel.ler U; intrini.o a44; invoi.ceocean K; ip2l.ocation a32; ipap.i a32;
ipge.olocation a32; ipin.fo h14; ipin.fodb a64; ipqualityscore=ipqu.ality a32; ipst.ack h32;
jenkins=~jenkins h32-36 U; jotf.orm a32; jump.cloud a40; jupi.terone a76; juro=~juro a40; kagi u11'.'u43;
kanb.antool K; karmacrm=karma_crm,~karma a20; keen=~keen K; kick.box w65-90; klip.folio h40; knap.sackpro a32;
kont.ent p36; krak.en q80-90; kuco.in h24 U; kyla.s p36; languagelayer a32; lark=lark.suite,~lark a32;
launchd.arkly v40; leadf.eeder p43; leml.ist h32; lemo.nsqueezy K; lendf.low q1000-1100;
lessannoyingcrm=lessa.nnoying,~less p57; lexig.ram a301; lighton=lighto.n,~paradigm u40-80; line=~line b171-172;
linear=~linear h32; linenotify=line_notify a43; linkedin=linked_in a14 a16; linkp.review a32;
liveagent=livea.gent,lade.sk K; lives.torm K; loadm.ill a40; lob=~lob w40; locationiq K; loggl.y K; loginr.adius U;
logzio=logz V; loka.lise a40; looke.r a20 a24; loyv.erse a32; lunc.hmoney h50; luno K;
`,
);
