using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Terms;

/// <summary>How kinds of dual-use concern, and of release, are called.</summary>
public static class ConcernTerms
{
    public static Words Of(ConcernCategory category) => category switch
    {
        ConcernCategory.EnhancedPathogen => new("病原体の感染力や病原性を高める", "Makes a pathogen spread more easily or do more harm"),
        ConcernCategory.HarmfulAgent => new("毒素などの有害物質を作る・強める", "Helps to make or improve a toxin or another harmful agent"),
        ConcernCategory.EvadedCountermeasure => new("検出・ワクチン・治療を逃れる", "Helps to escape detection, vaccines or treatment"),
        ConcernCategory.TargetedPeople => new("個人や集団を特定し、標的にする", "Finds out or targets persons or groups"),
        _ => new("その他", "Other"),
    };

    public static Words Of(ReleaseAct act) => act switch
    {
        ReleaseAct.Public => new("サインインした人すべてに公開する", "Show it to everybody signed in"),
        ReleaseAct.Doi => new("DOI を公開する", "Publish a DOI"),
        ReleaseAct.Grant => new("プロジェクトに利用を承認する", "Grant its use to a project"),
        _ => new("懸念がなくなったとする", "Say that it is of concern no longer"),
    };
}
