using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Talent.Badges;

namespace Tsumugi.Talent.Learning;

/// <summary>What somebody learned in all courses, and their certificates. What was counted stays on the thread.</summary>
internal sealed class LearningRows : IPersonalRows
{
    public Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop) => Task.FromResult<IReadOnlyList<Words>>([]);

    public async Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop)
    {
        await RevokeBadge.OfPersonAsync(db, by, person, now, stop);
        await ForgetLearning.EraseAsync(db, person, null, stop);
    }
}
