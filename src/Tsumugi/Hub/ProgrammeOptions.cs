using System.Globalization;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>The programme that this hub serves, and when it answers for itself.</summary>
public sealed record ProgrammeOptions
{
    private const string Prefixed = "TSUMUGI_PROGRAMME_";

    public Words Name { get; init; } = new("生命科学分野における AI for Science 事業", "AI for Science in the life sciences");

    /// <summary>Fiscal year in which it starts.</summary>
    public FiscalYear First { get; init; } = new(2026);

    /// <summary>Fiscal year of the interim evaluation (中間評価).</summary>
    public FiscalYear Interim { get; init; } = new(2028);

    /// <summary>Fiscal year in which it ends, and of the final evaluation (事後評価).</summary>
    public FiscalYear Final { get; init; } = new(2031);

    /// <summary>Its fiscal years, in order.</summary>
    public IEnumerable<FiscalYear> Years => Enumerable.Range(First.Year, Final.Year - First.Year + 1).Select(year => new FiscalYear(year));

    /// <summary>Reads <c>TSUMUGI_PROGRAMME_NAME_JA</c>, <c>_NAME_EN</c>, <c>_FIRST</c>, <c>_INTERIM</c> and <c>_FINAL</c>.</summary>
    /// <exception cref="StateFolderException">When a year is none, or they are not in order.</exception>
    public static ProgrammeOptions Read(Func<string, string?> variable)
    {
        var settings = new SecretSettings(Prefixed, new("プログラム", "The programme"), variable);
        var usual = new ProgrammeOptions();
        FiscalYear Year(string name, FiscalYear otherwise) =>
            settings.Find(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 2000 and <= 2200 ? new(year)
            : throw settings.Fault(new($"{Prefixed}{name} は西暦の年度（例：2026）にしてください。", $"{Prefixed}{name} must be a fiscal year such as 2026."));
        var read = new ProgrammeOptions
        {
            Name = new(settings.Find("NAME_JA") ?? usual.Name.Ja, settings.Find("NAME_EN") ?? usual.Name.En),
            First = Year("FIRST", usual.First),
            Interim = Year("INTERIM", usual.Interim),
            Final = Year("FINAL", usual.Final),
        };
        return read.First.Year <= read.Interim.Year && read.Interim.Year <= read.Final.Year ? read
            : throw settings.Fault(new($"{Prefixed}FIRST、INTERIM、FINAL は古い順にしてください。", $"{Prefixed}FIRST, INTERIM and FINAL must be in this order."));
    }
}
