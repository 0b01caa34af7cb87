using System.Text;
using System.Xml;
using System.Xml.Linq;
using Tsumugi.Hub;

namespace Tsumugi.Datasets.Dois.Agencies;

/// <summary>Japan Link Center: a deposit in XML is posted as a form with the account, and the answer, in XML, comes at once.</summary>
/// <remarks>
/// After JaLC's public description of its interface for content registration (JaLC2 システム 外部接続インタフェース仕様書 第 1.5 版) and its manual for
/// research data (https://japanlinkcenter.org/manual/). Never tried against the service, which lets only registered addresses in:
/// docs/doi.md says what that leaves open.
/// </remarks>
internal sealed class JalcAgency(AgencyHttp http, DoiOptions options) : IDoiAgency
{
    public const string Key = "jalc";

    private static readonly Uri Usual = new("https://japanlinkcenter.org/jalc/infoRegistry/registDataReceive/index");

    private static readonly XmlReaderSettings Careful = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public string Name => Key;

    // JaLC keeps no drafts; a reserved DOI is this hub's own matter until it is published.
    public string? Write(DoiRecord record) => record.State == DoiState.Draft ? null : JalcDeposit.Write(record, options.Site);

    public Task<AgencyAnswer> SendAsync(string doi, string text, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint ?? Usual)
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent(options.User), "login_id" },
                { new StringContent(options.Password), "login_password" },
                { new StringContent(text, Encoding.UTF8, "text/xml"), "fname", "deposit.xml" },
            },
        };
        return http.SendAsync(request, options, (_, answer) => Judge(doi, answer), stop);
    }

    /// <summary>
    /// <c>head/errcd</c>: <c>*</c> the account is not let in, <c>#</c> the XML is not valid, <c>+</c> the registration failed. Without it
    /// <c>head/okcnt</c> and <c>head/ngcnt</c> count what was taken and what was not, with a <c>body/result</c> for each.
    /// </summary>
    private static AgencyAnswer Judge(string doi, string text)
    {
        XElement? head, body;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Careful);
            var root = XDocument.Load(reader).Root!;
            (head, body) = (root.Element("head"), root.Element("body"));
        }
        catch (XmlException)
        {
            return new(Verdict.TryAgain, $"JaLC did not answer in XML: {text}");
        }

        var told = $"errcd {head?.Element("errcd")?.Value} {body}".Trim();
        return head?.Element("errcd")?.Value switch
        {
            "#" => new(Verdict.Refused, told),
            { Length: > 0 } => new(Verdict.TryAgain, told),
            _ when body?.Elements("result").Any(result => Means(result, doi)) == true && head?.Element("ngcnt")?.Value == "0" => new(Verdict.Accepted),
            _ => new(Verdict.Refused, $"{head} {body}"),
        };
    }

    private static bool Means(XElement result, string doi) =>
        result.Element("resultstatus")?.Value == "1" && string.Equals(result.Element("doi")?.Value, doi, StringComparison.OrdinalIgnoreCase);
}
