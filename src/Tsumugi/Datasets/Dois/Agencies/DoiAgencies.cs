using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Dois.Agencies;

/// <summary>The agencies that the hub knows.</summary>
public static class DoiAgencies
{
    private static readonly SortedDictionary<string, Func<AgencyHttp, DoiOptions, IDoiAgency>> Known = new(StringComparer.Ordinal)
    {
        [DataCiteAgency.Key] = (http, options) => new DataCiteAgency(http, options),
        [JalcAgency.Key] = (http, options) => new JalcAgency(http, options),
    };

    public static IEnumerable<string> Names => Known.Keys;

    /// <exception cref="StateFolderException">When the settings name none of them.</exception>
    public static IDoiAgency Make(DoiOptions options, AgencyHttp http) => Known.TryGetValue(options.Agency, out var make)
        ? make(http, options)
        : throw new StateFolderException(new(
            $"DOI の登録機関「{options.Agency}」は扱っていません。TSUMUGI_DOI_AGENCY には次から選んでください：{string.Join("、", Names)}。",
            $"There is no DOI agency called '{options.Agency}'; set TSUMUGI_DOI_AGENCY to one of {string.Join(", ", Names)}."));
}
