using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Talent.Badges;
using Tsumugi.Talent.Cohorts;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Talent;

/// <summary>人材育成: courses, what learners do in them, practicals that are real jobs, certificates that anyone can verify.</summary>
public sealed class TalentRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IPersonalRows, LearningRows>();
        services.AddSingleton(new NodeKind(Course.NodeKind, new("コース", "Course"), id => $"/courses/{id}"));
        services.AddSingleton(new NodeKind(Enrolment.CompletionKind, new("コースの修了", "Completion of a course"), id => $"/courses/{id[..id.LastIndexOf('/')]}"));
        services.AddSingleton(new NodeKind(PracticalAttempt.NodeKind, new("実習", "Practical"), id => $"/jobs/{id}"));
        services.AddSingleton(new NodeKind(Badge.NodeKind, new("修了証", "Certificate"), id => $"/badges/{id}"));
        services.AddSingleton(new NodeKind(Cohort.NodeKind, new("開講", "Cohort"), id => $"/cohorts/{id}"));
        services.AddSingleton(new MenuEntry(MenuGroup.Learning, 1, "/courses", new("人材育成", "Learn"), "/cohorts", "/learning", "/badges"));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        CourseRoutes.Map(api);
        BadgeRoutes.Map(api);
        CohortRoutes.Map(api);
    }
}
