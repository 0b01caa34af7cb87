using System.Globalization;
using Tsumugi.Client.UseCases;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Cases;

/// <summary>Reads what is said of a use case, and says what its stage still lacks.</summary>
/// <param name="Models">The revisions that were named, all visible to the caller.</param>
/// <param name="Data">Likewise of datasets.</param>
/// <param name="Unknown">Evidence that the thread does not know, or that the caller may not see.</param>
internal sealed record UseCaseEntry(UseCaseRequest Asked, IReadOnlyList<NodeRef> Models, IReadOnlyList<NodeRef> Data, IReadOnlyList<string> Unknown)
{
    private const int LongestText = 20_000;
    private const int Most = 100;

    public static async Task<Outcome<UseCaseEntry>> LookAsync(HubDb db, VisibleLineage visible, Caller caller, UseCaseRequest asked, CancellationToken stop)
    {
        if (asked.Models.Count + asked.Data.Count + asked.Evidence.Count > Most)
            return new FieldFaults().Need(false, "evidence", new($"モデル・データ・根拠は合わせて {Most} 件以内にしてください。", $"Name at most {Most} models, datasets and pieces of evidence together.")).ToRefusal("bad-use-case")!;
        var models = await NamedRevisions.FindAsync(db, caller, RepositoryKinds.Model, asked.Models, stop);
        if (models.Refused)
            return models.Refusal!;
        var data = await NamedRevisions.FindAsync(db, caller, RepositoryKinds.Dataset, asked.Data, stop);
        if (data.Refused)
            return data.Refusal!;
        return new UseCaseEntry(asked, models.Value, data.Value, await UnknownEvidence.AmongAsync(db, visible, caller, asked.Evidence, stop));
    }

    /// <summary>Writes it into the use case; worth nothing when a fault was added. Pure.</summary>
    public void Read(UseCase into, FieldFaults faults, DateTime now)
    {
        var known = NamedWord.TryRead<UseCaseStage>(Asked.Stage, out var stage);
        (into.TitleJa, into.TitleEn, into.Summary, into.ForWhom) = (Asked.TitleJa?.Trim() ?? "", Asked.TitleEn?.Trim() ?? "", Asked.Summary?.Trim() ?? "", Asked.ForWhom?.Trim() ?? "");
        (into.Stage, into.Evidence, into.Letters, into.ChangedAt) = (stage, [.. Asked.Evidence.Distinct(StringComparer.Ordinal)], Asked.Letters, now);
        (into.Models, into.Data) = ([.. Models.Select(node => node.ToString())], [.. Data.Select(node => node.ToString())]);
        faults
            .Need(into.TitleJa.Length is > 0 and <= 200, "titleJa", new("日本語の題名を 200 文字以内で書いてください。", "Give the title in Japanese, up to 200 characters."))
            .Need(into.TitleEn.Length is > 0 and <= 200, "titleEn", new("英語の題名を 200 文字以内で書いてください。", "Give the title in English, up to 200 characters."))
            .Need(into.Summary.Length <= LongestText, "summary", TooLong)
            .Need(into.ForWhom.Length <= LongestText, "forWhom", TooLong)
            .Need(known, "stage", new("Idea（構想）、Tried（試行）、Validated（検証済み）、InUse（利用中）から選んでください。", "Choose Idea, Tried, Validated or InUse."))
            .Need(Unknown.Count == 0, "evidence", new($"来歴にない根拠です：{string.Join("、", Unknown)}。", $"The thread does not know: {string.Join(", ", Unknown)}."));
        if (known)
            CheckStage(into, faults);
        foreach (var letter in into.Letters)
        {
            var day = DateOnly.TryParseExact(letter.On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on);
            faults.Need(
                letter.From?.Trim().Length is > 0 and <= 200 && letter.Text?.Trim().Length is > 0 and <= LongestText && day && on <= DateOnly.FromDateTime(now.AddDays(1)), "letters",
                new("手紙には、差出人、日付（2027-03-31 の形。今日まで）、内容を書いてください。", "A letter has a sender, a day such as 2027-03-31 that is not to come, and a text."));
        }
    }

    private static void CheckStage(UseCase row, FieldFaults faults)
    {
        bool Shown(params string[] kinds) => row.Evidence.Any(text => NodeRef.TryParse(text, out var node) && kinds.Contains(node.Kind));
        faults
            .Need(row.Stage < UseCaseStage.Tried || row.Models.Count > 0, "models", new("試したのなら、使ったモデルを 1 つ以上挙げてください。", "What was tried was made with a model: name at least one."))
            .Need(row.Stage < UseCaseStage.Tried || row.Evidence.Count > 0, "evidence", new("試したのなら、根拠となる利用・ジョブ・結果を 1 つ以上挙げてください。", "What was tried is shown by a use, a job or a result: name at least one."))
            .Need(row.Stage < UseCaseStage.Validated || Shown("result", "publication"), "evidence", new("検証済みとするには、評価結果か論文を根拠に加えてください。", "What is validated is shown by a result or a publication: add one."))
            .Need(row.Stage < UseCaseStage.InUse || row.Letters.Count > 0, "letters", new("利用中とするには、利用している人からの手紙を添えてください。", "What is in use is shown by a letter of those who use it: add one."));
    }

    private static Words TooLong { get; } = new($"{LongestText:N0} 文字以内にしてください。", $"Keep it within {LongestText:N0} characters.");
}
