using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.Systems;

namespace Tsumugi.Datasets.Linkage;

internal static class LinkViews
{
    public static IdentifierSystemView View(IdentifierSystem system) =>
        new(system.Name, system.Label.Ja, system.Label.En, system.Category, system.Pattern.Text, system.Form, system.Prefixes, system.Examples);

    public static LinkSetView View(LinkSet set) => new()
    {
        Id = set.Id,
        Dataset = $"{set.InstitutionId}/{set.Name}",
        Revision = set.Revision,
        File = set.File,
        From = set.From,
        To = set.To,
        Meaning = set.Meaning.Name,
        ForwardJa = set.Meaning.Forward.Ja,
        ForwardEn = set.Meaning.Forward.En,
        BackwardJa = set.Meaning.Backward.Ja,
        BackwardEn = set.Meaning.Backward.En,
        Version = set.Version,
        Source = set.Source,
        State = set.State.ToString(),
        Fault = set.Fault,
        Pairs = set.Counts?.Pairs,
    };
}
