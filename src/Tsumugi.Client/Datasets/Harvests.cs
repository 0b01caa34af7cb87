namespace Tsumugi.Client.Datasets;

/// <param name="Form"><c>OaiPmh</c>, <c>LinkedData</c> or <c>DataCite</c>.</param>
/// <param name="Prefix">OAI-PMH: <c>oai_dc</c> when absent, or for example <c>oai_datacite</c>.</param>
/// <param name="Set">OAI-PMH: one of its sets; all when absent.</param>
/// <param name="EveryHours">24 when absent.</param>
/// <param name="Secret">A bearer token; the one that the hub has stays when absent.</param>
public sealed record HarvestRequest(
    string? NameJa, string? NameEn, string? Url, string? Form, string? Prefix = null, string? Set = null, int? EveryHours = null, string? Secret = null);

/// <param name="Records">That are found now.</param>
/// <param name="Pages">Of the harvest under way, or of the last one.</param>
/// <param name="Running">A harvest is under way.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
public sealed record HarvestView(
    string Id, string NameJa, string NameEn, string Url, string Form, string Prefix, string Set, int EveryHours, bool HasSecret,
    int Records, int Pages, bool Running, DateTime? HarvestedAt, DateTime NextAt, DateTime? EndedAt, string? Fault);
