using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls;

/// <summary>Reads what is said of a call when it is opened or changed.</summary>
internal static class CallEntry
{
    private const int LongestText = 50_000;
    private const int MostCriteria = 10;
    private const int MostPanel = 200;
    private const int MostReviews = 20;
    private const decimal MostCredits = 1_000_000_000;

    /// <summary>Writes it into the call; worth nothing when a fault was added.</summary>
    /// <param name="known">Those of the panel who have an account.</param>
    public static void Read(CallRequest asked, Call into, IReadOnlySet<string> known, FieldFaults faults)
    {
        (into.TitleJa, into.TitleEn, into.Text) = (asked.TitleJa?.Trim() ?? "", asked.TitleEn?.Trim() ?? "", asked.Text?.Trim() ?? "");
        var opens = JapanTime.TryRead(asked.Opens, out var opensAt);
        var closes = JapanTime.TryRead(asked.Closes, out var closesAt);
        (into.OpensAt, into.ClosesAt, into.ReviewsWanted, into.MostCredits) = (opensAt, closesAt, asked.ReviewsWanted, asked.MostCredits);
        into.Criteria = [.. asked.Criteria.Select(row => new Criterion(row.Id?.Trim() ?? "", row.TitleJa?.Trim() ?? "", row.TitleEn?.Trim() ?? "", row.Weight))];
        into.Panel = [.. asked.Panel.Select(person => person.Trim()).Where(person => person.Length > 0).Distinct(StringComparer.Ordinal)];
        var strangers = into.Panel.Where(person => !known.Contains(person)).ToList();
        faults
            .Need(into.TitleJa.Length is > 0 and <= 200, "titleJa", new("日本語の題名を 200 文字以内で書いてください。", "Give the title in Japanese, up to 200 characters."))
            .Need(into.TitleEn.Length is > 0 and <= 200, "titleEn", new("英語の題名を 200 文字以内で書いてください。", "Give the title in English, up to 200 characters."))
            .Need(into.Text.Length is > 0 and <= LongestText, "text", new($"公募の内容を {LongestText:N0} 文字以内で書いてください。", $"Say what is asked for, within {LongestText:N0} characters."))
            .Need(opens, "opens", Time)
            .Need(closes, "closes", Time)
            .Need(!opens || !closes || opensAt < closesAt, "closes", new("締切は、受付開始より後にしてください。", "It must close after it opens."))
            .Need(asked.ReviewsWanted is >= 1 and <= MostReviews, "reviewsWanted", new($"1〜{MostReviews} にしてください。", $"Choose 1 to {MostReviews}."))
            .Need(asked.MostCredits is >= 0 and <= MostCredits, "mostCredits", new($"0〜{MostCredits:N0} にしてください。", $"Choose 0 to {MostCredits:N0}."))
            .Need(into.Panel.Count <= MostPanel, "panel", new($"{MostPanel} 人以内にしてください。", $"Keep it within {MostPanel} people."))
            .Need(strangers.Count == 0, "panel", new($"利用者「{string.Join("、", strangers)}」はいません。", $"There is nobody called '{string.Join(", ", strangers)}'."));
        CheckCriteria(into.Criteria, faults);
    }

    private static void CheckCriteria(IReadOnlyList<Criterion> criteria, FieldFaults faults)
    {
        faults.Need(criteria.Count is >= 1 and <= MostCriteria, "criteria", new($"評価の観点を 1〜{MostCriteria} 個書いてください。", $"Give 1 to {MostCriteria} criteria."));
        foreach (var (number, row) in criteria.Index())
        {
            faults.Need(
                ShortName.IsValid(row.Id) && row.TitleJa.Length is > 0 and <= 100 && row.TitleEn.Length is > 0 and <= 100 && row.Weight is >= 1 and <= 100,
                "criteria",
                new($"{number + 1} 行目：名前（英小文字・数字・ハイフン）、重み（1〜100）、日本語と英語の見出し（100 文字以内）を書いてください。", $"Line {number + 1}: give a name (lower-case letters, digits, hyphens), a weight (1 to 100) and titles in Japanese and English, up to 100 characters."));
        }

        faults.Need(criteria.DistinctBy(row => row.Id).Count() == criteria.Count, "criteria", new("同じ名前の観点が 2 つあります。", "Two criteria have the same name."));
    }

    private static Hub.Language.Words Time { get; } = new("日本時間で 2027-01-15 17:00 のように書いてください。", "Write a time in Japan like 2027-01-15 17:00.");
}
