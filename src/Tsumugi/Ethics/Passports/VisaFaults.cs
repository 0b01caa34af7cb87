using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Passports;

/// <summary>Why a passport or a visa is not accepted.</summary>
internal static class VisaFaults
{
    private const int Shown = 100;

    private static readonly Words NewOne = new("発行元で新しいビザを受け取ってください。", "Get a new visa from its issuer.");

    private static readonly Words AskIssuer = new("ビザの発行元に問い合わせてください。", "Ask the issuer of the visa.");

    private static readonly Words AskOperator = new("ハブの運用担当者に依頼してください。", "Ask an operator of the hub.");

    public static Refusal Nothing { get; } = Fault("passport-empty", "パスポートにビザがありません。", "There is no visa in the passport.", new("パスポートの JWT か、ビザの JWT を貼り付けてください。", "Paste the JWT of a passport, or those of visas."));

    public static Refusal TooLarge { get; } = Fault("passport-too-large", "パスポートが大きすぎます。", "The passport is too large.", new("ビザをいくつかに分けて送ってください。", "Send the visas in several parts."));

    public static Refusal Unreadable { get; } = Fault("visa-unreadable", "JWT として読めません。", "It cannot be read as a JWT.", AskIssuer);

    public static Refusal Expired(DateTime at) => Fault("visa-expired", $"{at:u} に期限が切れています。", $"It expired at {at:u}.", NewOne);

    public static Refusal NotYet(DateTime at) => Fault("visa-not-yet", $"{at:u} より前には使えません。", $"It is not valid before {at:u}.", new("時刻が来てから送ってください。", "Send it when the time has come."));

    public static Refusal Audience { get; } = Fault("visa-audience", "ほかの相手に宛てたものです（aud）。", "It is meant for somebody else (aud).", NewOne);

    public static Refusal Signature { get; } = Fault("visa-signature", "署名が発行元の鍵と合いません。", "Its signature is not of its issuer's key.", AskIssuer);

    public static Refusal Conditions { get; } = Fault("visa-conditions", "条件（conditions）の形が仕様と異なります。", "Its conditions do not have the form of the specification.", AskIssuer);

    public static Refusal Unmet { get; } = Fault("visa-conditions-unmet", "条件（conditions）を満たすビザが、このパスポートにありません。", "No visa of this passport meets its conditions.", new("条件を満たすビザと一緒に送ってください。", "Send it together with the visas that its conditions ask for."));

    public static Refusal Algorithm(string? named) => Fault("visa-algorithm", $"署名方式 {Short(named)} は受け付けません。", $"The algorithm {Short(named)} is not accepted.", new("RS256 か ES256 で署名されたものだけを受け付けます。", "Only RS256 and ES256 are."));

    public static Refusal Kind(string? named) => Fault("visa-typ", $"JWT の種類（typ）{Short(named)} は、ここでは使えません。", $"A JWT of the type {Short(named)} has no place here.", new("typ は vnd.ga4gh.visa+jwt か vnd.ga4gh.passport+jwt、古い発行元では JWT です。", "typ is vnd.ga4gh.visa+jwt or vnd.ga4gh.passport+jwt; of older issuers JWT."));

    public static Refusal Issuer(string? named) => Fault("visa-issuer-unknown", $"発行元 {Short(named)} は、このハブに信頼されていません。", $"The issuer {Short(named)} is not trusted here.", AskOperator);

    public static Refusal Key(string? named) => Fault("visa-key-unknown", $"発行元の鍵に {Short(named)} がありません。", $"The issuer has no key {Short(named)} here.", new("発行元が鍵を替えたときは、運用担当者に新しい鍵の登録を依頼してください。", "If the issuer changed its keys, ask an operator of the hub to enter the new one."));

    public static Refusal Claim(string name) => Fault("visa-claim", $"{name} がないか、形が仕様と異なります。", $"{name} is missing, or not as the specification has it.", AskIssuer);

    public static Refusal ConditionClaim(string name) => Fault("visa-conditions", $"条件に使えない項目です：{Short(name)}", $"Conditions cannot ask for {Short(name)}.", AskIssuer);

    public static Refusal Pattern(string text) => Fault("visa-pattern", $"条件の照合方法に対応していません：{Short(text)}", $"This pattern is not supported: {Short(text)}", new("使えるのは const:、pattern:、split_pattern: です。", "const:, pattern: and split_pattern: are."));

    public static Refusal Type(string named) => Fault("visa-type", $"種類 {Short(named)} のビザは使われません。", $"Visas of the type {Short(named)} are not used here.", new($"使われるのは {string.Join("、", VisaTypes.All)} です。", $"Those used are {string.Join(", ", VisaTypes.All)}."));

    public static Refusal Subject(VisaIdentity identity) => Fault("visa-subject", $"{Short(identity.Subject)}（{identity.Issuer}）があなたであることを、ハブは確認していません。", $"The hub has not been told that {Short(identity.Subject)} of {identity.Issuer} is you.", new("運用担当者に本人の登録を依頼するか、LinkedIdentities のビザと一緒に送ってください。", "Ask an operator to enter this identity for you, or send a LinkedIdentities visa with it."));

    public static Refusal Replayed(DateTime at) => Fault("visa-replayed", $"このビザは {at:u} に受け付け済みです。", $"This visa was accepted at {at:u} already.", NewOne) with { Status = 409 };

    private static string Short(string? text) => text is null ? "—" : text.Length > Shown ? text[..Shown] + "…" : text;

    private static Refusal Fault(string code, string ja, string en, Words remedy) => new(code, 422, new(ja, en), remedy);
}
