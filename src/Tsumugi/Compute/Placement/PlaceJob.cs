using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Placement;

/// <summary>A site as it stands when a job is placed.</summary>
/// <param name="Covered">Whether the submitter has something that may pay there.</param>
/// <param name="Obstacle">What else is in the way of this job there.</param>
public sealed record Candidate(Site Site, SiteStatus Status, bool Covered = true, Words? Obstacle = null);

/// <param name="Resources">What was asked, with what the site gives by itself filled in.</param>
/// <param name="Reason">Why there and nowhere else.</param>
/// <param name="Price">Programme credits per hour; above 0 the resources name a walltime.</param>
public sealed record Placed(string SiteId, JobResources Resources, Words Reason, decimal Price);

/// <summary>Chooses the site of a job: where its data must stay, where it was asked to run; else by price, queue and hardware.</summary>
public static class PlaceJob
{
    /// <param name="asked">The site that the submitter names; null for any.</param>
    public static Outcome<Placed> Decide(IReadOnlyList<Candidate> sites, string? asked, JobResources asks, IReadOnlyCollection<NodeRef> inputs, DateTime now)
    {
        if (asked is not null && sites.All(candidate => candidate.Site.Id != asked))
            return Unknown(sites, asked);
        var held = HeldInputs(sites, inputs);
        var (fits, kept) = (new List<Fit>(), new List<Words>());
        foreach (var candidate in sites)
        {
            if (asked is not null && candidate.Site.Id != asked)
                continue;
            var (fit, unfit) = Fit.Find(candidate, asks, now);
            if ((Obstacle(candidate.Site, held) ?? candidate.Obstacle ?? unfit ?? (fit!.Price > 0 && !candidate.Covered ? NotCovered : null)) is { } words)
                kept.Add(new($"{candidate.Site.NameJa}：{words.Ja}", $"{candidate.Site.NameEn}: {words.En}"));
            else
                fits.Add(fit!);
        }

        if (fits.Count == 0)
            return Nowhere(kept);
        var ranked = fits.Order(Fit.ByPreference).ToList();
        var best = ranked[0];
        return new Placed(best.Site.Id, best.Resources, Why(best, ranked.Skip(1).FirstOrDefault(), asked, held), best.Price);
    }

    private static Words? NotCovered { get; } = new("ここで使える計算資源の割り当てがありません。", "you have no allocation that may be used there.");

    /// <returns>Inputs that may not leave a site, each with the site.</returns>
    private static List<(NodeRef Input, Site Site)> HeldInputs(IReadOnlyList<Candidate> sites, IReadOnlyCollection<NodeRef> inputs) =>
    [
        .. from candidate in sites
           from input in inputs
           where candidate.Site.Policies.HeldData.Any(held => Holds(NodeRef.Parse(held), input))
           select (input, candidate.Site),
    ];

    private static bool Holds(NodeRef held, NodeRef input) => held.Kind == "institution"
        ? input.Id.StartsWith(held.Id + "/", StringComparison.Ordinal)
        : held.Kind == input.Kind && held.Id == input.Id;

    private static Words? Obstacle(Site site, List<(NodeRef Input, Site Site)> held)
    {
        foreach (var (input, holder) in held.Where(pair => pair.Site.Id != site.Id))
        {
            if (!held.Any(pair => pair.Input == input && pair.Site.Id == site.Id))
                return new($"入力 {input.Kind}:{input.Id} は {holder.NameJa} から持ち出せません。", $"the input {input.Kind}:{input.Id} may not leave {holder.NameEn}.");
        }

        return site.Open ? null : new("新しいジョブを受け付けていません。", "it takes no new jobs.");
    }

    private static Words Why(Fit best, Fit? second, string? asked, List<(NodeRef Input, Site Site)> held)
    {
        foreach (var (input, _) in held.Where(pair => pair.Site.Id == best.Site.Id))
            return new($"入力 {input.Kind}:{input.Id} はこの計算拠点から持ち出せないため。", $"The input {input.Kind}:{input.Id} may not leave this site.");
        if (asked is not null)
            return new("指定された計算拠点です。", "It was asked for.");
        if (second is null)
            return new("条件に合う計算拠点はここだけです。", "No other site fits.");
        return best.DecidedOver(second);
    }

    private static Refusal Unknown(IReadOnlyList<Candidate> sites, string asked)
    {
        var known = sites.Select(candidate => candidate.Site.Id).ToList();
        return new FieldFaults()
            .Need(false, "site", new($"計算拠点「{asked}」はありません。使えるもの：{string.Join("、", known)}。", $"There is no site '{asked}'. Available: {string.Join(", ", known)}."))
            .ToRefusal("bad-job")!;
    }

    private static Refusal Nowhere(List<Words> obstacles) => Refusal.Conflict(
        "no-site",
        new($"このジョブを実行できる計算拠点がありません。{string.Join("", obstacles.Select(words => words.Ja))}", $"No site can run this job. {string.Join(" ", obstacles.Select(words => words.En))}"),
        new("資源や計算拠点の指定を変えてください。", "Ask for other resources or another site."));
}
