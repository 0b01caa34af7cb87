using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Institutions.Notices;
using Tsumugi.Institutions.Pages;
using Tsumugi.Institutions.Routes;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Institutions.SignIn.Providers;
using Tsumugi.Ui;

namespace Tsumugi.Institutions;

/// <summary>People, institutions, membership, sign-in and access tokens.</summary>
public sealed class InstitutionsRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSignIn();
        services.AddScoped<SignInWithPassword>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<SecondStep>();
        services.AddScoped<Passkeys>();
        services.AddSingleton<HubAddress>();
        services.AddScoped<VisibleLineage>();
        services.AddSingleton<INoticeSource, MembershipNotices>();
        services.AddSingleton<IPersonalRows, SignInRows>();
        services.AddSingleton<TakeNotices>();
        services.AddSingleton<NoticeMail>();
        services.AddSingleton<NoticeWebhook>();
        services.AddSingleton<SendNotices>();
        services.AddHostedService<KeepNotifying>();
        services.AddSingleton(new AccountSection(5, typeof(WishesForm)));
        services.AddSingleton(new HeaderPart(typeof(NoticesLink)));
        services.AddSingleton(new MenuEntry(MenuGroup.Programme, 5, "/institutions", new("研究機関", "Institutions"), "/people"));
        services.AddSingleton(new NodeKind("institution", new("研究機関", "institution"), id => $"/institutions/{id}"));
        services.AddSingleton(new NodeKind("person", new("人", "person"), id => $"/people/{id}"));
        services.AddSingleton(new NodeKind("invitation", new("招待", "invitation"), _ => "/institutions"));
        services.AddSingleton(new NodeKind("token", new("アクセストークン", "access token"), _ => "/account"));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapGet("/whoami", PeopleRoutes.WhoAmI).WithName("WhoAmI").WithSummary("Who the hub takes you for").Produces<WhoAmI>();

        api.MapGet("/people", PeopleRoutes.List).WithName("ListPeople").WithSummary("People of the hub (operators)").Produces<Paged<PersonView>>();
        api.MapPost("/people", PeopleRoutes.Create).WithName("CreatePerson").WithSummary("Add a person and their login (operators)")
            .Produces<LoginMade>(StatusCodes.Status201Created);
        api.MapGet("/people/{id}", PeopleRoutes.Show).WithName("ShowPerson").WithSummary("One person").Produces<PersonView>();
        api.MapPut("/people/{id}", PeopleRoutes.Change).WithName("ChangePerson").WithSummary("Change what is said of a person (themselves, operators)").Produces<PersonView>();
        api.MapGet("/people/{id}/data", PeopleRoutes.Data).WithName("PersonalData").WithSummary("Everything that the hub keeps of a person (themselves, operators)").Produces<PersonalDataView>();
        api.MapGet("/people/{id}/merges", PeopleRoutes.Merges).WithName("ListMerges").WithSummary("Records that were merged into a person's, also those taken apart again (operators)").Produces<List<MergeView>>();
        api.MapPost("/people/{id}/merges", PeopleRoutes.Merge).WithName("MergePeople").WithSummary("Make another record of the same human being one with this one (operators)")
            .Produces<MergeView>(StatusCodes.Status201Created);
        api.MapDelete("/people/{id}/merges/{merge}", PeopleRoutes.UndoMerge).WithName("UndoMerge").WithSummary("Take two records apart again (operators)").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/people/{id}/erasure", PeopleRoutes.Erase).WithName("ErasePerson")
            .WithSummary("Take away everything that says who somebody is; what they did stays under a pseudonym (operators)").Produces<ErasureView>();
        api.MapPost("/people/{id}/logins", PeopleRoutes.AddLogin).WithName("AddLogin").WithSummary("Add another login of a person (operators)")
            .Produces<LoginMade>(StatusCodes.Status201Created);
        api.MapPost("/people/{id}/logins/{email}/password", PeopleRoutes.ResetPassword).WithName("ResetPassword")
            .WithSummary("Give a login a new password, told once (operators)").Produces<LoginMade>();
        api.MapDelete("/people/{id}/logins/{email}", PeopleRoutes.RemoveLogin).WithName("RemoveLogin")
            .WithSummary("Take a login away (operators)").Produces(StatusCodes.Status204NoContent);

        api.MapGet("/notices", NoticeRoutes.List).WithName("ListNotices").WithSummary("What you were told, newest first").Produces<Paged<NoticeView>>();
        api.MapPost("/notices/read", NoticeRoutes.Read).WithName("ReadNotices").WithSummary("Count everything you were told as seen").Produces(StatusCodes.Status204NoContent);
        api.MapGet("/notices/wishes", NoticeRoutes.Wishes).WithName("ShowNoticeWishes").WithSummary("How you are told, and what could not be sent").Produces<NoticeWishesView>();
        api.MapPut("/notices/wishes", NoticeRoutes.ChangeWishesAsync).WithName("ChangeNoticeWishes").WithSummary("Choose how you are told; a new webhook's secret is told once").Produces<NoticeWishesView>();

        api.MapGet("/institutions", InstitutionRoutes.List).WithName("ListInstitutions").WithSummary("Institutions that take part")
            .Produces<Paged<InstitutionView>>();
        api.MapPost("/institutions", InstitutionRoutes.Create).WithName("CreateInstitution").WithSummary("Add an institution (operators)")
            .Produces<InstitutionView>(StatusCodes.Status201Created);
        api.MapGet("/institutions/{id}", InstitutionRoutes.Show).WithName("ShowInstitution").WithSummary("One institution with its members")
            .Produces<InstitutionDetail>();
        api.MapPut("/institutions/{id}", InstitutionRoutes.Change).WithName("ChangeInstitution")
            .WithSummary("Change an institution's names, ROR, kind and country (operators)").Produces(StatusCodes.Status204NoContent);
        api.MapPut("/institutions/{id}/members/{person}", InstitutionRoutes.Grant).WithName("GrantMembership")
            .WithSummary("Make a person a member (operators, stewards)").Produces<MembershipView>();
        api.MapDelete("/institutions/{id}/members/{person}", InstitutionRoutes.Revoke).WithName("RevokeMembership")
            .WithSummary("End a membership (operators, stewards)").Produces(StatusCodes.Status204NoContent);

        api.MapGet("/institutions/{id}/invitations", InvitationRoutes.List).WithName("ListInvitations")
            .WithSummary("Invitations that can still be followed (operators, stewards)").Produces<List<InvitationView>>();
        api.MapPost("/institutions/{id}/invitations", InvitationRoutes.Make).WithName("Invite")
            .WithSummary("Make a link with which people become members; it is told once (operators, stewards)").Produces<InvitationMade>(StatusCodes.Status201Created);
        api.MapDelete("/institutions/{id}/invitations/{invitation}", InvitationRoutes.Revoke).WithName("RevokeInvitation")
            .WithSummary("End an invitation (operators, stewards)").Produces(StatusCodes.Status204NoContent);

        api.MapGet("/tokens", TokenRoutes.List).WithName("ListTokens").WithSummary("Your access tokens").Produces<List<TokenView>>();
        api.MapPost("/tokens", TokenRoutes.Create).WithName("CreateToken").WithSummary("Make an access token; its secret is told once")
            .Produces<TokenMade>(StatusCodes.Status201Created);
        api.MapDelete("/tokens/{id}", TokenRoutes.Revoke).WithName("RevokeToken").WithSummary("Revoke one of your access tokens")
            .Produces(StatusCodes.Status204NoContent);
    }

    /// <summary>Steps of signing in that the browser takes between pages.</summary>
    public static void MapStandards(IEndpointRouteBuilder root)
    {
        root.MapGet("/sign-in/with/{provider}", ProviderRoutes.Begin).ExcludeFromDescription();
        root.MapGet(ProviderRoutes.Arrival, ProviderRoutes.Arrived).ExcludeFromDescription();
        root.MapPost("/sign-in/passkey/new", PasskeyRoutes.New).DisableAntiforgery().ExcludeFromDescription();
        root.MapPost("/sign-in/passkey/ask", PasskeyRoutes.Ask).DisableAntiforgery().ExcludeFromDescription();
    }
}
