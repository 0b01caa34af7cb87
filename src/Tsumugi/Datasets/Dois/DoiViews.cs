using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Dois;

/// <summary>DOIs as the outside sees them.</summary>
internal static class DoiViews
{
    public static DoiView Whole(DoiStanding standing)
    {
        var (doi, waiting) = (standing.Doi, standing.Waiting);
        return new()
        {
            Doi = doi.Value,
            Address = AddressOf(doi.Value),
            Landing = standing.Newest.Record.Landing.AbsoluteUri,
            State = Word(doi.State),
            Agency = doi.Agency,
            Node = NodeOf(doi).ToString(),
            MintedAt = doi.MintedAt,
            Deposit = waiting is null ? "sent" : waiting.RefusedAt is null ? "waiting" : "refused",
            SentAt = standing.SentAt,
            NextAt = waiting?.DueAt,
            Attempts = waiting?.Attempts ?? 0,
            Error = waiting?.Error,
        };
    }

    public static PublicDoiView Public(DoiRecord record) => new(
        record.Doi, AddressOf(record.Doi), record.Landing.AbsoluteUri, Word(record.State), record.Facts.Title.En, Citation.Text(record.Facts),
        record.Withdrawal is { } gone ? new(gone.PersonName, gone.At, gone.Reason, gone.Deleted) : null);

    public static NodeRef NodeOf(Doi doi)
    {
        var whole = NodeRef.Of(doi.Kind, $"{doi.InstitutionId}/{doi.Name}");
        return doi.Revision is { } revision ? whole.At(revision) : whole;
    }

    public static string AddressOf(string doi) => $"https://doi.org/{doi}";

    private static string Word(DoiState state) => state.ToString().ToLowerInvariant();
}
