using System.Globalization;
using Tsumugi.Hub;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>Which part of a long answer is asked for.</summary>
/// <param name="Skip">Rows before it.</param>
/// <param name="Take">Rows in it, at most.</param>
internal readonly record struct PageToken(int Skip, int Take)
{
    public static Outcome<PageToken> Read(string? token, long? asked, int otherwise, int most)
    {
        var skip = 0;
        if (!string.IsNullOrEmpty(token) && !(int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out skip)))
            return Faults.Invalid(new($"page_token「{token}」を読み取れません。", $"The page_token '{token}' cannot be read."));
        var take = asked ?? otherwise;
        return take >= 1 && take <= most
            ? new PageToken(skip, (int)take)
            : Faults.Invalid(new($"max_results は 1 から {most} までです（{take}）。", $"max_results must be 1 to {most}; it is {take}."));
    }

    /// <summary>Cuts what was read to the page; one row more than it holds says that there is another.</summary>
    public string? Cut<T>(List<T> rows)
    {
        if (rows.Count <= Take)
            return null;
        rows.RemoveRange(Take, rows.Count - Take);
        return (Skip + Take).ToString(CultureInfo.InvariantCulture);
    }
}
