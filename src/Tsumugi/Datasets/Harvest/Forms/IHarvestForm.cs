using System.Security.Cryptography;
using System.Text;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Harvest.Forms;

/// <summary>One way in which catalogues tell what they hold.</summary>
internal interface IHarvestForm
{
    HarvestForm Form { get; }

    /// <summary>Asks for the page that the source's cursor says; the first where it says none.</summary>
    /// <exception cref="HarvestException">When it cannot be had or read; says why.</exception>
    Task<HarvestPage> AskAsync(HarvestSource source, HarvestHttp http, CancellationToken stop);
}

/// <summary>One page of what a catalogue holds.</summary>
/// <param name="Next">What the next page is asked by; null after the last.</param>
internal sealed record HarvestPage(IReadOnlyList<RemoteRecord> Records, string? Next)
{
    /// <summary>Of the first page: whether this harvest tells all that there is.</summary>
    public bool Whole { get; init; } = true;

    /// <summary>Of the first page: see <see cref="HarvestSource.Since"/>.</summary>
    public string? SinceNext { get; init; }

    /// <summary>It says that nothing changed since the last harvest.</summary>
    public bool Unchanged { get; init; }
}

/// <summary>What a catalogue says of one thing, before it is cut to what is kept.</summary>
internal sealed record RemoteRecord(string Identifier)
{
    public bool Deleted { get; init; }

    /// <summary>With the language where one is said.</summary>
    public IReadOnlyList<(string Text, string? Language)> Titles { get; init; } = [];

    public string Text { get; init; } = "";

    public string? Url { get; init; }

    public IReadOnlyList<string> Creators { get; init; } = [];

    public string? Publisher { get; init; }

    /// <summary>A year, a day, or a moment, of which the day is kept.</summary>
    public string? Issued { get; init; }

    public string? Licence { get; init; }

    public IReadOnlyList<string> Subjects { get; init; } = [];

    public string? Type { get; init; }

    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Identifier)).AsSpan(0, 12));

    /// <summary>In both languages; one stands for the other where it is the only one, and the identifier where there is none.</summary>
    public Words Title
    {
        get
        {
            var ja = Titles.FirstOrDefault(title => title.Language?.StartsWith("ja", StringComparison.OrdinalIgnoreCase) == true || (title.Language is null && CatalogueText.Letters([title.Text]).Any())).Text;
            var en = Titles.FirstOrDefault(title => title.Language?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true || (title.Language is null && !CatalogueText.Letters([title.Text]).Any())).Text;
            var any = Titles.Select(title => title.Text).FirstOrDefault() ?? Identifier;
            return new(ja ?? en ?? any, en ?? ja ?? any);
        }
    }
}

/// <summary>A catalogue elsewhere could not be read; it is asked again later.</summary>
/// <param name="why">In words for the operator.</param>
internal sealed class HarvestException(Words why) : Exception(why.En)
{
    public Words Why { get; } = why;

    /// <summary>How long it asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The cursor is of no use any more: the harvest begins again.</summary>
    public bool Restart { get; init; }
}
