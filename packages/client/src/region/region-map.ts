/** Region name → the airport codes and old region names that Discord's voice hosts are called by. */
export type RegionMap = Readonly<Record<string, readonly string[]>>;

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/**
 * Where Discord's voice hosts stand, by their airport code (`c-ewr07-….discord.media`) or old name (`frankfurt369.discord.media`).
 *
 * Discord publishes no list: these are the codes seen. Canada, Central America and the Caribbean count as `us`, Oceania
 * as `asia`, because that is where the nearest of the six regions is. Pass your own map as `regions` to cut it differently.
 *
 * @example
 * ```ts
 * import { Pool, REGIONS } from 'reprise';
 *
 * await Pool.connect({
 *   client: { userId: '170939974227591168' },
 *   nodes: [{ identifier: 'Main', uri: 'http://127.0.0.1:2333', password: 'secret', region: 'north' }],
 *   regions: { north: ['arn', 'hel', 'osl', 'cph'], ...REGIONS },
 * });
 * ```
 */
export const REGIONS: RegionMap = {
  asia: words(`
    asia hongkong india japan singapore south-korea sydney
    bom maa nrt hnd sin kul bkk cgn icn hkg tpe syd mel akl fuk kix oka mfm adl bne cbr chc hba per
    amd bbi blr ccu cnn cok del hyd ixc knu nag pat
    bhy can cgd cgo csx ctu czx dlc foc fuo hak hfe hgh hyn jxg khn kmg kwe lhw nng pkx sha sjw szx tao ten tna tsn tyn
    whu xfn xiy xnn zgn khh uln ceb cgy crk mnl cgk dps jog cnx urt dad han sgn kch jhb bwn pnh vte cgp dac jsr cmb isb
    khi lhe ktm pbh mle akx ala nqz tas nou suv gum ppt`),
  eu: words(`
    amsterdam bucharest eu-central eu-west europe finland frankfurt london madrid milan rotterdam russia stockholm warsaw
    ams fra ber lhr lon cdg mad bcg waw mil rom arn hel osl cph prg bud vie otp mxp rtm dme led kja svx
    tia evn gyd llk msq bru sof zag lca bod lys mrs tbs ath skg kef dub ork fco pmo rix vno lux kiv skp lis beg bts bcn
    got gva zrh adb ist kbp edi man dus ham muc str txl`),
  us: words(`
    atlanta montreal newark oregon santa-clara seattle us-central us-east us-south us-west
    iad atl mia bos jfk ord dfw lax sea sjc phx den ewr pdx yul yhz yow yvr ywg yxe yyc yyz
    cle cmh dtw fsd ind mci mem msp okc oma stl bgr buf orf phl pit rdu ric aus bna clt iah jax mfe sat tlh tpa
    abq anc hnl las san sfo slc smf
    gdl mex qro gua pty sap tgu sjo bgi gnd kin pos sdq sti sju`),
  southamerica: words(`
    brazil buenos-aires santiago
    gru scl eze lim bog cor nqn ari lpb gye uio baq clo mde geo pbm
    aru bel bnu bsb caw cfc cgb cnf cwb fln for gig gyn itj jdo joi mao nvt pmw poa qwj rao rec sjk sjp sod ssa udi vcp
    vix xap`),
  africa: words(`
    southafrica
    jnb cpt nbo dur aae alg orn tun cai abj ask acc dkr los add dar ebb kgl mba hre jib mru mpm oua run lun fih lad wdh
    tnr`),
  middleeast: words(`
    dubai tel-aviv
    dxb auh ruh tel tlv hfa bah dmm jed doh kwi mct bey amm bgw bsr ebl isu njf xnh zdm`),
};
